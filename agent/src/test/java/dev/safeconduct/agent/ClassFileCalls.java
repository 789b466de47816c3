package dev.safeconduct.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;

/** The methods that class files of this project call or refer to, as their tables of constants name them. */
final class ClassFileCalls {

    private static final int METHOD = 10;
    private static final int METHOD_OF_INTERFACE = 11;

    /** All in the form of class files: {@code java/lang/Thread}, {@code <init>}, {@code ()V}. */
    record Call(String owner, String name, String descriptor) implements Comparable<Call> {
        private static final Comparator<Call> ORDER =
                Comparator.comparing(Call::owner).thenComparing(Call::name).thenComparing(Call::descriptor);

        @Override
        public int compareTo(Call other) {
            return ORDER.compare(this, other);
        }
    }

    private ClassFileCalls() {}

    /** Shows all classes of this project that lie where one of them lies: by their names, with what they call. */
    static void ofModule(Class<?> oneOfIt, BiConsumer<String, Set<Call>> visitor) throws IOException {
        Path place = Path.of(URI.create(
                oneOfIt.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (Files.isDirectory(place)) {
            visit(place, visitor);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                visit(jar.getPath("/"), visitor);
            }
        }
    }

    private static void visit(Path root, BiConsumer<String, Set<Call>> visitor) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("dev/safeconduct"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(".class")) {
                    visitor.accept(name.replace(".class", ""), in(Files.readAllBytes(file)));
                }
            }
        }
    }

    static Set<Call> in(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        var calls = new TreeSet<Call>();
        for (int i = 1; i < reader.getItemCount(); i++) {
            int constant = reader.getItem(i); // after its tag; zero for the second half of a long
            int tag = constant == 0 ? 0 : classFile[constant - 1];
            if (tag == METHOD || tag == METHOD_OF_INTERFACE) {
                int nameAndType = reader.getItem(reader.readUnsignedShort(constant + 2));
                calls.add(new Call(
                        reader.readClass(constant, buffer),
                        reader.readUTF8(nameAndType, buffer),
                        reader.readUTF8(nameAndType + 2, buffer)));
            }
        }
        return calls;
    }
}
