package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The files of the agent's jar: those of the jar in it are named as if they lay in a folder {@value #ISOLATED}. */
public final class PackedAgent {

    public static final String ISOLATED = "isolated/";

    private static final String PACKED = "isolated.jar";
    private static final String INDEX = "isolated.index";

    private PackedAgent() {}

    /** All files of the jar under test, by name; the packed jar and its index are not among them. */
    public static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (JarFile jar = new JarFile(HostProgram.agentJar().toFile())) {
            for (ZipEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                try (var in = jar.getInputStream(entry)) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        assertThat(files.remove(INDEX)).isNotNull();
        try (ZipInputStream packed = new ZipInputStream(new ByteArrayInputStream(files.remove(PACKED)))) {
            for (ZipEntry entry = packed.getNextEntry(); entry != null; entry = packed.getNextEntry()) {
                files.put(ISOLATED + entry.getName(), packed.readAllBytes());
            }
        }
        return files;
    }

    /**
     * A copy of the jar in which other files are packed.
     *
     * @param files as {@link #files} gives them; those outside the packed jar are as they were
     */
    public static void copyWith(Map<String, byte[]> files, Path copy) throws IOException, InterruptedException {
        Path work = TemporaryFolders.create("packing");
        Path folder = Files.createDirectory(work.resolve("isolated"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().startsWith(ISOLATED)) {
                Path target = folder.resolve(file.getKey().substring(ISOLATED.length()));
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
        }
        Path tool = Path.of(System.getProperty("it.root"), "agent/src/packing/java/Isolated.java");
        Path log = work.resolve("log");
        Process packing = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        tool.toString(),
                        folder.toString(),
                        work.resolve(PACKED).toString(),
                        work.resolve(INDEX).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(packing.waitFor())
                .as(() -> {
                    try {
                        return Files.readString(log, StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isZero();
        Files.copy(HostProgram.agentJar(), copy);
        URI stored = URI.create("jar:" + copy.toUri());
        try (FileSystem jar = FileSystems.newFileSystem(stored, Map.of("compressionMethod", "STORED"))) {
            for (String name : new String[] {PACKED, INDEX}) {
                Files.copy(work.resolve(name), jar.getPath(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
