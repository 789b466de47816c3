package dev.safeconduct.it.clients;

import dev.safeconduct.it.PackedAgent;
import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** A copy of the agent's jar in which some methods do nothing but throw. */
final class BrokenAgent {

    /** The exception's message; no line of the log may have it. */
    static final String MESSAGE = "made-by-the-test";

    private static final String ADAPTERS = "isolated/adapters/dev/safeconduct/clients/";
    private static final String DECISION =
            "isolated/dev/safeconduct/client/internal/request/HopByHopExchange.classdata";

    private BrokenAgent() {}

    /** What the hooks of library clients call: all that is public and static. */
    static Path withAdaptersThatThrow() throws IOException, InterruptedException {
        return copy(
                name -> name.startsWith(ADAPTERS) && name.endsWith(".classdata"),
                access -> (access & Opcodes.ACC_STATIC) != 0 && (access & Opcodes.ACC_PUBLIC) != 0);
    }

    /** What all clients ask. */
    static Path withDecisionsThatThrow() throws IOException, InterruptedException {
        return copy(DECISION::equals, access -> (access & Opcodes.ACC_PUBLIC) != 0);
    }

    private static Path copy(Predicate<String> chosen, Predicate<Integer> broken)
            throws IOException, InterruptedException {
        Map<String, byte[]> files = PackedAgent.files();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (chosen.test(file.getKey())) {
                ClassWriter writer = new ClassWriter(0);
                new ClassReader(file.getValue()).accept(new Breaking(writer, broken), 0);
                file.setValue(writer.toByteArray());
            }
        }
        Path copy = TemporaryFolders.create("broken-agent").resolve("safeconduct-agent.jar");
        PackedAgent.copyWith(files, copy);
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
