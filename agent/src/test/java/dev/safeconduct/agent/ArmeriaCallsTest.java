package dev.safeconduct.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.ClassFileCalls.Call;
import dev.safeconduct.clients.armeria.SafeconductArmeria;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;

/** The adapter of Armeria is compiled with 1.0 and calls much of it: all is in later versions, with {@code -Pfull} in each minor one. */
class ArmeriaCallsTest {

    private static final String ARMERIA = "com/linecorp/armeria/";

    @Test
    void what_the_adapter_calls_is_in_every_version() throws IOException {
        Set<Call> called = new TreeSet<>();
        ClassFileCalls.ofModule(SafeconductArmeria.class, (name, calls) -> calls.stream()
                .filter(call -> call.owner().startsWith(ARMERIA))
                .forEach(called::add));
        assertThat(called).hasSizeGreaterThan(40);
        List<Path> versions = versions();
        assertThat(versions).hasSizeGreaterThan(8);
        for (Path version : versions) {
            try (FileSystem jar = FileSystems.newFileSystem(version)) {
                assertThat(called)
                        .as(version.getFileName().toString())
                        .allMatch(call -> isIn(jar, call.owner(), call.name() + call.descriptor()));
            }
        }
    }

    /** The agent decorates nothing else. */
    @Test
    void what_sends_requests_has_its_name_in_every_version() throws IOException {
        for (Path version : versions()) {
            try (FileSystem jar = FileSystems.newFileSystem(version)) {
                assertThat(jar.getPath(ARMERIA + "client/HttpClientDelegate.class"))
                        .as(version.getFileName().toString())
                        .exists();
            }
        }
    }

    private static List<Path> versions() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("clients.dir"), "armeria"))) {
            return jars.sorted().toList();
        }
    }

    /** In the class itself, or in one that it inherits from; those of the JDK and of Netty are as they were. */
    private static boolean isIn(FileSystem jar, String owner, String method) {
        Path file = jar.getPath(owner + ".class");
        if (owner.equals("java/lang/Object")) { // later compilers call its methods on the type of the variable
            return Stream.of(Object.class.getMethods())
                    .anyMatch(known -> method.equals(known.getName() + Type.getMethodDescriptor(known)));
        }
        if (!Files.exists(file)) {
            return !owner.startsWith(ARMERIA);
        }
        try {
            ClassReader reader = new ClassReader(Files.readAllBytes(file));
            return methods(reader).contains(method)
                    || Stream.concat(Stream.of(reader.getSuperName()), Stream.of(reader.getInterfaces()))
                            .anyMatch(parent -> isIn(jar, parent, method));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> methods(ClassReader reader) {
        Set<String> methods = new TreeSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(int access, String name, String d, String s, String[] exceptions) {
                        methods.add(name + d);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        return methods;
    }
}
