package dev.safeconduct.it.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/**
 * A bundle of OSGi that is made of one jar: it exports all its packages, and sees of others what its classes name. So the
 * classes of a client come from as many loaders as it has jars.
 */
final class OsgiBundle {
    private final Set<String> own = new TreeSet<>();
    private final Set<String> named = new TreeSet<>();

    private OsgiBundle() {}

    /** Makes one in this folder. */
    static Path of(Path jar, Path folder) throws IOException {
        Path bundle = folder.resolve(jar.getFileName());
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            new OsgiBundle().write(files.getPath("/"), jar.getFileName().toString(), bundle);
        }
        return bundle;
    }

    private void write(Path root, String name, Path bundle) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !root.relativize(file).toString().matches("META-INF/(MANIFEST.MF|versions/.*)"))
                    .toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(".class") && !file.toString().endsWith("-info.class")) {
                own.add(packageOf(root.relativize(file).toString().replace('\\', '/')));
                new ClassReader(Files.readAllBytes(file))
                        .accept(new ClassRemapper(new ClassWriter(0), new Names()), ClassReader.SKIP_DEBUG);
            }
        }
        named.removeAll(own);
        named.removeIf(other -> other.isEmpty() || other.startsWith("java."));
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Export-Package", String.join(",", own));
        if (!named.isEmpty()) {
            main.putValue(
                    "Import-Package",
                    named.stream().map(other -> other + ";resolution:=optional").collect(Collectors.joining(",")));
        }
        try (OutputStream out = Files.newOutputStream(bundle);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Path file : files) {
                jar.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
            }
        }
    }

    private static String packageOf(String internalName) {
        return internalName
                .substring(0, Math.max(0, internalName.lastIndexOf('/')))
                .replace('/', '.');
    }

    private final class Names extends Remapper {

        Names() {
            super(Opcodes.ASM9);
        }

        @Override
        public String map(String internalName) {
            named.add(packageOf(internalName));
            return internalName;
        }
    }
}
