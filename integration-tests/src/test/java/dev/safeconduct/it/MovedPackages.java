package dev.safeconduct.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.jspecify.annotations.Nullable;

/**
 * Moves libraries into other packages, as programs do that pack their libraries: names and strings.
 *
 * @param packages how the names begin that change, with a dot at the end, and how they begin then
 */
public record MovedPackages(Map<String, String> packages) {

    /** A folder with the classes and services of folders and jars. */
    public Path of(List<Path> classPath) {
        Path target = TemporaryFolders.create("moved");
        try {
            for (Path entry : classPath) {
                if (Files.isDirectory(entry)) {
                    copy(entry, target);
                } else {
                    try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                        copy(jar.getPath("/"), target);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }

    private String moved(String text) {
        for (Map.Entry<String, String> one : packages.entrySet()) {
            String from = one.getKey();
            if (text.startsWith(from)) {
                return one.getValue() + text.substring(from.length());
            }
            if (text.startsWith(from.replace('.', '/'))) {
                return one.getValue().replace('.', '/') + text.substring(from.length());
            }
        }
        return text;
    }

    private void copy(Path folder, Path target) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            if (name.startsWith("META-INF/services/")) {
                String service = name.substring(name.lastIndexOf('/') + 1);
                Path list = target.resolve("META-INF/services").resolve(moved(service));
                Files.createDirectories(list.getParent());
                // Several jars may have providers of one service.
                Files.write(
                        list,
                        Files.readAllLines(file).stream().map(this::moved).toList(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } else if (name.endsWith(".class") && !name.endsWith("-info.class") && !name.startsWith("META-INF/")) {
                ClassWriter writer = new ClassWriter(0);
                new ClassReader(Files.readAllBytes(file)).accept(new ClassRemapper(writer, new Names()), 0);
                write(target.resolve(moved(name)), writer.toByteArray());
            }
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private final class Names extends Remapper {

        Names() {
            super(Opcodes.ASM9);
        }

        @Override
        public String map(String internalName) {
            return moved(internalName);
        }

        @Override
        public @Nullable Object mapValue(@Nullable Object value) {
            return value instanceof String text ? moved(text) : super.mapValue(value);
        }
    }
}
