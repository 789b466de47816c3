package dev.safeconduct.it.agent;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import org.jspecify.annotations.Nullable;

/** A JDK some of whose classes have another shape: for {@code --patch-module}. */
final class PatchedJdk {

    private static final String MODULE = "java.net.http";
    private static final String INTERNAL = "jdk/internal/net/http/";
    private static final String FUTURE = "()Ljava/util/concurrent/CompletableFuture;";

    private PatchedJdk() {}

    /** As in JDK 26: {@code MultiExchange.responseAsyncImpl()} has become {@code responseAsyncImpl(boolean)}. */
    static String ofJava26(Jdk jdk) {
        return patched(jdk, MODULE, INTERNAL + "MultiExchange.class", PatchedJdk::withParameter);
    }

    /** Without {@code System.getSecurityManager()}, whose removal is announced (JEP 486). */
    static String withoutSecurityManager(Jdk jdk) {
        return patched(jdk, "java.base", "java/lang/System.class", bytes -> {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(bytes)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9, writer) {
                                @Override
                                public @Nullable MethodVisitor visitMethod(
                                        int access, String name, String descriptor, String s, String[] e) {
                                    return name.equals("getSecurityManager")
                                            ? null
                                            : super.visitMethod(access, name, descriptor, s, e);
                                }
                            },
                            0);
            return writer.toByteArray();
        });
    }

    /**
     * With other names for some members.
     *
     * @param members {@code Owner.name} for a field, {@code Owner.name} and the descriptor for a method
     */
    static String renamed(Jdk jdk, List<String> members) {
        Map<String, String> mapping = new HashMap<>();
        for (String member : members) {
            String name = member.replaceFirst("\\(.*", "");
            mapping.put(INTERNAL + member, name.substring(name.lastIndexOf('.') + 1) + "Renamed");
        }
        return patched(jdk, MODULE, INTERNAL, bytes -> {
            ClassReader reader = new ClassReader(bytes);
            ClassWriter writer = new ClassWriter(0);
            reader.accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, mapping)), 0);
            return writer.toByteArray();
        });
    }

    /** The option that puts the changed classes in the place of those of the JDK. */
    private static String patched(Jdk jdk, String moduleName, String prefix, UnaryOperator<byte[]> change) {
        Path folder = TemporaryFolders.create("patch");
        try (FileSystem images = FileSystems.newFileSystem(
                        URI.create("jrt:/"), Map.of("java.home", jdk.home().toString()));
                Stream<Path> files = Files.walk(images.getPath("/modules", moduleName))) {
            Path module = images.getPath("/modules", moduleName);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = module.relativize(file).toString();
                if (name.startsWith(prefix)) {
                    Path target = folder.resolve(name);
                    Files.createDirectories(target.getParent());
                    Files.write(target, change.apply(Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "--patch-module=" + moduleName + "=" + folder;
    }

    private static byte[] withParameter(byte[] multiExchange) {
        ClassReader reader = new ClassReader(multiExchange);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(int access, String name, String descriptor, String s, String[] e) {
                        boolean isIt = name.equals("responseAsyncImpl") && descriptor.equals(FUTURE);
                        String changed = isIt ? descriptor.replace("()", "(Z)") : descriptor;
                        MethodVisitor copy = super.visitMethod(access, name, changed, null, e);
                        return new WithParameter(copy, isIt);
                    }
                },
                ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    /** A method that calls the changed one, or is it: then its variables move by one. */
    private static final class WithParameter extends MethodVisitor {
        private final int moved;

        WithParameter(MethodVisitor copy, boolean isIt) {
            super(Opcodes.ASM9, copy);
            this.moved = isIt ? 1 : 0;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (name.equals("responseAsyncImpl") && descriptor.equals(FUTURE)) {
                super.visitInsn(Opcodes.ICONST_0);
                super.visitMethodInsn(opcode, owner, name, descriptor.replace("()", "(Z)"), isInterface);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        @Override
        public void visitVarInsn(int opcode, int index) {
            super.visitVarInsn(opcode, moved(index));
        }

        @Override
        public void visitIincInsn(int index, int increment) {
            super.visitIincInsn(moved(index), increment);
        }

        @Override
        public void visitLocalVariable(String name, String type, String s, Label start, Label end, int index) {
            super.visitLocalVariable(name, type, null, start, end, moved(index));
        }

        @Override
        public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
            if (moved == 0) {
                super.visitFrame(type, numLocal, local, numStack, stack);
                return;
            }
            Object[] more = new Object[numLocal + 1];
            more[0] = local[0];
            more[1] = Opcodes.INTEGER;
            System.arraycopy(local, 1, more, 2, numLocal - 1);
            super.visitFrame(type, numLocal + 1, more, numStack, stack);
        }

        private int moved(int index) {
            return index == 0 ? 0 : index + moved;
        }
    }
}
