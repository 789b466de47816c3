package dev.safeconduct.it.clients;

import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** A copy of the agent's jar in which some methods do nothing but throw. */
final class BrokenAgent {

    /** The exception's message; no line of the log may have it. */
    static final String MESSAGE = "made-by-the-test";

    private static final String ADAPTERS = "isolated/adapters/dev/safeconduct/clients";
    private static final String DECISION =
            "isolated/dev/safeconduct/client/internal/request/HopByHopExchange.classdata";

    private BrokenAgent() {}

    /** What the hooks of library clients call: all that is public and static. */
    static Path withAdaptersThatThrow() throws IOException {
        return copy(
                jar -> {
                    try (Stream<Path> files = Files.walk(jar.getPath(ADAPTERS))) {
                        return files.filter(file -> file.toString().endsWith(".classdata"))
                                .toList();
                    }
                },
                access -> (access & Opcodes.ACC_STATIC) != 0 && (access & Opcodes.ACC_PUBLIC) != 0);
    }

    /** What all clients ask. */
    static Path withDecisionsThatThrow() throws IOException {
        return copy(jar -> List.of(jar.getPath(DECISION)), access -> (access & Opcodes.ACC_PUBLIC) != 0);
    }

    private interface Chosen {
        List<Path> of(FileSystem jar) throws IOException;
    }

    private static Path copy(Chosen classes, Predicate<Integer> broken) throws IOException {
        Path copy = Files.copy(
                HostProgram.agentJar(), TemporaryFolders.create("broken-agent").resolve("safeconduct-agent.jar"));
        try (FileSystem jar = FileSystems.newFileSystem(copy)) {
            for (Path file : classes.of(jar)) {
                ClassWriter writer = new ClassWriter(0);
                new ClassReader(Files.readAllBytes(file)).accept(new Breaking(writer, broken), 0);
                Files.write(file, writer.toByteArray());
            }
        }
        return copy;
    }

    private static final class Breaking extends ClassVisitor {

        private final Predicate<Integer> broken;

        Breaking(ClassWriter writer, Predicate<Integer> broken) {
            super(Opcodes.ASM9, writer);
            this.broken = broken;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
            boolean isBroken = broken.test(access)
                    && (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_BRIDGE)) == 0
                    && !name.startsWith("<");
            if (!isBroken) {
                return method;
            }
            method.visitCode();
            method.visitTypeInsn(Opcodes.NEW, "java/lang/IllegalStateException");
            method.visitInsn(Opcodes.DUP);
            method.visitLdcInsn(MESSAGE);
            method.visitMethodInsn(
                    Opcodes.INVOKESPECIAL, "java/lang/IllegalStateException", "<init>", "(Ljava/lang/String;)V", false);
            method.visitInsn(Opcodes.ATHROW);
            method.visitMaxs(3, 16);
            method.visitEnd();
            return null;
        }
    }
}
