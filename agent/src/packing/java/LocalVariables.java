import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Takes the tables of local variables out of class files: they are for debuggers only, and a tenth of the agent's jar.
 * Line numbers stay, as stack traces have them. {@code java LocalVariables.java <folder>}
 */
final class LocalVariables {

    private LocalVariables() {}

    public static void main(String[] args) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(args[0]))) {
            files = all.filter(file -> file.toString().endsWith(".classdata")).toList();
        }
        files.parallelStream().forEach(LocalVariables::takeOut);
    }

    private static void takeOut(Path file) {
        try {
            ClassWriter without = new ClassWriter(0);
            new ClassReader(Files.readAllBytes(file)).accept(new WithoutLocalVariables(without), 0);
            Files.write(file, without.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class WithoutLocalVariables extends ClassVisitor {

        WithoutLocalVariables(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitLocalVariable(
                        String variable, String type, String generic, Label start, Label end, int index) {
                    // left out
                }
            };
        }
    }
}
