package dev.safeconduct.it.library;

import dev.safeconduct.it.TemporaryFolders;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.jspecify.annotations.Nullable;

/** Moves our library into a package of the program, as programs do that pack their libraries: names and strings. */
final class Relocation {

    private static final String FROM = "dev.safeconduct.";
    private static final String TO = "com.example.packed.";

    private static final Remapper NAMES = new Remapper(Opcodes.ASM9) {
        @Override
        public String map(String internalName) {
            return relocated(internalName);
        }

        @Override
        public @Nullable Object mapValue(@Nullable Object value) {
            return value instanceof String text ? relocated(text) : super.mapValue(value);
        }
    };

    private Relocation() {}

    private static String relocated(String text) {
        String slashes = FROM.replace('.', '/');
        return text.startsWith(FROM)
                ? TO + text.substring(FROM.length())
                : text.startsWith(slashes) ? TO.replace('.', '/') + text.substring(slashes.length()) : text;
    }

    /** A folder with what is ours on a class path, and with all classes of folders that are not. */
    static Path of(String classPath) throws IOException {
        Path target = TemporaryFolders.create("relocated");
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                copy(path, target);
            } else if (entry.contains("safeconduct")) {
                try (FileSystem jar = FileSystems.newFileSystem(path)) {
                    copy(jar.getPath("/"), target);
                }
            }
        }
        return target;
    }

    private static void copy(Path from, Path target) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = from.relativize(file).toString().replace(File.separatorChar, '/');
            if (name.startsWith("META-INF/services/")) {
                String service = name.substring(name.lastIndexOf('/') + 1);
                String providers = Files.readString(file).replace(FROM, TO);
                write(
                        target.resolve("META-INF/services").resolve(relocated(service)),
                        providers.getBytes(StandardCharsets.UTF_8));
            } else if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                ClassWriter writer = new ClassWriter(0);
                new ClassReader(Files.readAllBytes(file)).accept(new ClassRemapper(writer, NAMES), 0);
                write(target.resolve(relocated(name)), writer.toByteArray());
            }
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
