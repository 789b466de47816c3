package dev.safeconduct.it.clients;

import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** What loads classes in other ways than the class path: the program of a client runs there as it is. */
enum ModularHost {
    /** JBoss Modules, as in WildFly: the program is one module, the client another. */
    JBOSS_MODULES {
        @Override
        HostProgram program(Jdk jdk, EveryClient client) throws IOException {
            Path modules = TemporaryFolders.create("modules");
            module(modules, "client", HostClasses.libraries(client.libraries()), List.of());
            return jbossModules(jdk, modules, client);
        }
    },

    /** The same, with each part of Netty in a module that sees those that it is built on, as in WildFly. */
    JBOSS_MODULES_OF_NETTY {
        @Override
        HostProgram program(Jdk jdk, EveryClient client) throws IOException {
            Path modules = TemporaryFolders.create("modules");
            List<Path> left = new ArrayList<>(HostClasses.libraries(client.libraries()));
            List<String> below = new ArrayList<>();
            for (String part : List.of("common", "buffer", "resolver", "transport", "codec", "handler", "codec-http")) {
                List<Path> jars = left.stream()
                        .filter(jar -> jar.getFileName().toString().matches("netty-" + part + "-[0-9].*"))
                        .toList();
                module(modules, part, jars, below);
                below.add(part);
                left.removeAll(jars);
            }
            module(modules, "client", left, below);
            return jbossModules(jdk, modules, client);
        }
    },

    /** An OSGi framework, with the program and its client in a bundle. */
    FELIX {
        @Override
        HostProgram program(Jdk jdk, EveryClient client) throws IOException {
            return felix(jdk, List.of(programBundle(HostClasses.libraries(client.libraries()))), client);
        }
    },

    /** The same with a bundle for each jar, and one for the program. */
    FELIX_OF_BUNDLES {
        @Override
        HostProgram program(Jdk jdk, EveryClient client) throws IOException {
            Path folder = TemporaryFolders.create("bundles");
            List<Path> bundles = new ArrayList<>();
            for (Path jar : HostClasses.libraries(client.libraries())) {
                bundles.add(OsgiBundle.of(jar, folder));
            }
            bundles.add(programBundle(List.of()));
            return felix(jdk, bundles, client);
        }
    },

    /**
     * The module path: the program and its client are named modules. The agent needs a module of the JDK that none of them
     * does, which it says where that is missing.
     */
    MODULE_PATH {
        @Override
        HostProgram program(Jdk jdk, EveryClient client) throws IOException {
            Path path = TemporaryFolders.create("module-path");
            HostClasses.libraries(client.libraries()).forEach(jar -> copy(jar, path));
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().putValue("Automatic-Module-Name", "program");
            jar(path.resolve("program.jar"), manifest, List.of());
            return HostProgram.java(
                    jdk,
                    List.of(
                            "-p",
                            path.toString(),
                            "--add-modules",
                            "ALL-MODULE-PATH,jdk.net,java.net.http",
                            "-m",
                            "program/" + client.main()));
        }
    };

    /** The programs, with jars in the same bundle. They name some classes as text only. */
    private static Path programBundle(List<Path> jars) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "program");
        main.putValue("DynamicImport-Package", "*");
        main.putValue(
                "Bundle-ClassPath",
                Stream.concat(Stream.of("."), jars.stream().map(jar -> jar.getFileName()
                                .toString()))
                        .collect(Collectors.joining(",")));
        Path bundle = TemporaryFolders.create("bundle").resolve("program.jar");
        jar(bundle, manifest, jars);
        return bundle;
    }

    /** The last bundle has the program. */
    private static HostProgram felix(Jdk jdk, List<Path> bundles, EveryClient client) {
        HostProgram program = HostProgram.java(
                        jdk, List.of("-cp", HostClasses.of("osgi", "felix").toString(), "hosts.FelixHost"))
                .libraries("felix")
                .argument(TemporaryFolders.create("framework").toString())
                .argument(client.main());
        bundles.forEach(bundle -> program.argument(bundle.toString()));
        return program;
    }

    private static HostProgram jbossModules(Jdk jdk, Path modules, EveryClient client) throws IOException {
        Path jar = TemporaryFolders.create("program").resolve("program.jar");
        jar(jar, new Manifest(), List.of());
        module(modules, "program", List.of(jar), List.of("client"));
        Path descriptor = modules.resolve("program/main/module.xml");
        String text = Files.readString(descriptor)
                .replace("<resources>", "<main-class name='" + client.main() + "'/><resources>");
        Files.writeString(descriptor, text);
        Path launcher = HostClasses.libraries("jboss-modules").get(0);
        return HostProgram.java(jdk, List.of("-jar", launcher.toString(), "-mp", modules.toString(), "program"));
    }

    /** A module of JBoss Modules, which hands on what it depends on. */
    private static void module(Path modules, String name, List<Path> jars, List<String> others) throws IOException {
        Path folder = Files.createDirectories(modules.resolve(name).resolve("main"));
        String resources = jars.stream()
                .map(jar -> "<resource-root path='" + copy(jar, folder) + "'/>")
                .collect(Collectors.joining());
        String dependencies = others.stream()
                .map(other -> "<module name='" + other + "' export='true'/>")
                .collect(Collectors.joining());
        Files.writeString(
                folder.resolve("module.xml"),
                "<module xmlns='urn:jboss:module:1.9' name='" + name + "'><resources>" + resources
                        + "</resources><dependencies><module name='java.se'/><module name='jdk.unsupported'/>"
                        + "<module name='jdk.net'/>" + dependencies + "</dependencies></module>");
    }

    abstract HostProgram program(Jdk jdk, EveryClient client) throws IOException;

    private static Path copy(Path jar, Path folder) {
        try {
            return Files.copy(jar, folder.resolve(jar.getFileName())).getFileName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The programs, with jars beside them in the same jar. */
    private static void jar(Path target, Manifest manifest, List<Path> jars) throws IOException {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Path classes = HostClasses.directory();
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
            }
            for (Path beside : jars) {
                jar.putNextEntry(new ZipEntry(beside.getFileName().toString()));
                Files.copy(beside, jar);
            }
        }
    }
}
