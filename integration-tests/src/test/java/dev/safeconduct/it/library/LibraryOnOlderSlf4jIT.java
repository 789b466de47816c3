package dev.safeconduct.it.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.LibrarySource;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program in README.md where the application has SLF4J 1.7 and Logback 1.2. */
class LibraryOnOlderSlf4jIT {

    private static final String SLF4J = "org/slf4j/";

    private final Path home = TemporaryFolders.create("home");

    @ParameterizedTest
    @EnumSource
    void it_logs_in_refreshes_and_writes_its_log(Jdk jdk) throws IOException {
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            assertCallSucceeds(run(jdk, api));
            as.endAccessTokens();
            assertCallSucceeds(run(jdk, api));
            assertThat(as.requestsTo("/token"))
                    .extracting(request -> request.form().get("grant_type"))
                    .containsExactly(List.of("authorization_code"), List.of("refresh_token"));
        }
    }

    /** The adapters too. */
    @Test
    void all_that_it_uses_of_slf4j_is_in_1_7() throws Exception {
        Set<String> used = new TreeSet<>();
        for (Path entry : HostClasses.ofLibrary()) {
            if (Files.isDirectory(entry)) {
                collectAll(entry, used);
            } else if (entry.getFileName().toString().startsWith("safeconduct-")) {
                try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                    collectAll(jar.getPath("/"), used);
                }
            }
        }
        assertThat(used).hasSizeGreaterThan(5);
        try (URLClassLoader older = new URLClassLoader(urls(HostClasses.libraries("older-logback")), null)) {
            Set<String> there = new TreeSet<>();
            for (String owner : used.stream()
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .collect(Collectors.toSet())) {
                Arrays.stream(older.loadClass(owner.replace('/', '.')).getMethods())
                        .forEach(
                                method -> there.add(owner + "." + method.getName() + Type.getMethodDescriptor(method)));
            }
            assertThat(there).containsAll(used);
        }
    }

    private HostJvm.Ended run(Jdk jdk, FakeProtectedResource api) throws IOException {
        Stream<String> library = Arrays.stream(LibrarySource.library().split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("slf4j-api"));
        String classPath = Stream.of(
                        Stream.of(LibraryExampleIT.compiled().toString()),
                        library,
                        HostClasses.libraries("older-logback").stream().map(Path::toString))
                .flatMap(entries -> entries)
                .collect(Collectors.joining(File.pathSeparator));
        return HostProgram.java(jdk, List.of("-cp", classPath, "Library"))
                .argument(api.resource())
                .option("-Dsafeconduct.browser.command=" + LibraryExampleIT.BROWSER)
                .home(home)
                .run();
    }

    private static void assertCallSucceeds(HostJvm.Ended ended) {
        assertThat(ended.out())
                .as(ended.toString())
                .anyMatch(line -> line.startsWith("HTTP 200 {"))
                .anyMatch(line -> line.matches(".* (INFO|DEBUG) dev\\.safeconduct - .*"));
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.err()).noneMatch(line -> line.contains("SLF4J") || line.contains("Error"));
    }

    private static URL[] urls(List<Path> jars) throws IOException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    private static void collectAll(Path folder, Set<String> used) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                collect(Files.readAllBytes(file), used);
            }
        }
    }

    /** Its methods that a class calls, or refers to. */
    private static void collect(byte[] file, Set<String> used) {
        ClassVisitor classes = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean of) {
                        if (owner.startsWith(SLF4J)) {
                            used.add(owner + "." + name + descriptor);
                        }
                    }

                    @Override
                    public void visitInvokeDynamicInsn(
                            String name, String descriptor, Handle bootstrap, Object... arguments) {
                        for (Object argument : arguments) {
                            if (argument instanceof Handle handle) {
                                visitMethodInsn(
                                        0, handle.getOwner(), handle.getName(), handle.getDesc(), handle.isInterface());
                            }
                        }
                    }
                };
            }
        };
        new ClassReader(file).accept(classes, ClassReader.SKIP_DEBUG);
    }
}
