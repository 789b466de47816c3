import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a folder into one jar and an index of it: a JVM reads the table of a jar's entries whole before it takes the first
 * one, so that three thousand more cost each start of a program. {@code java Isolated.java <folder> <jar> <index>}
 *
 * <p>The index has a line of four numbers for each file, sorted by the first: the hash of its name as of a string, where
 * its local file header begins, how many bytes there are from there to the end of its data, and how many it has itself.
 */
final class Isolated {

    private static final int LINE = 16;
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Isolated() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Map<Integer, int[]> index = new TreeMap<>();
        Counting counting = new Counting(new BufferedOutputStream(Files.newOutputStream(Path.of(args[1]))));
        try (ZipOutputStream jar = new ZipOutputStream(counting)) {
            jar.setLevel(Deflater.BEST_COMPRESSION);
            for (Path file : files) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                byte[] content = Files.readAllBytes(file);
                int start = counting.count;
                ZipEntry entry = new ZipEntry(name);
                entry.setTimeLocal(TIME); // the same in every build
                jar.putNextEntry(entry);
                jar.write(content);
                jar.closeEntry();
                int[] place = {start, counting.count - start, content.length};
                if (index.put(name.hashCode(), place) != null) {
                    throw new IOException("Two files have the same hash: rename " + name);
                }
            }
        }
        ByteBuffer lines = ByteBuffer.allocate(index.size() * LINE);
        index.forEach((hash, place) ->
                lines.putInt(hash).putInt(place[0]).putInt(place[1]).putInt(place[2]));
        Files.write(Path.of(args[2]), lines.array());
    }

    private static final class Counting extends FilterOutputStream {

        private int count;

        Counting(OutputStream next) {
            super(next);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
