package dev.safeconduct.client;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One word, one meaning: a name of a class that two classes share would have to be explained wherever it is used. */
class ClassNamesTest {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> OF_EVERY_PACKAGE = Set.of("package-info.java", "module-info.java");

    @Test
    void no_two_classes_share_a_simple_name() throws IOException {
        List<Path> sources = mainSources();
        assertThat(sources).hasSizeGreaterThan(100);

        Map<String, List<String>> byName = sources.stream()
                .collect(groupingBy(
                        source -> source.getFileName().toString(), TreeMap::new, mapping(Path::toString, toList())));
        byName.values().removeIf(sharing -> sharing.size() == 1);

        assertThat(byName).isEmpty();
    }

    private static List<Path> mainSources() throws IOException {
        var sources = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skipped = name.equals("target") || (name.startsWith(".") && !folder.equals(ROOT));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (isMain(ROOT.relativize(file)) && !OF_EVERY_PACKAGE.contains(name)) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private static boolean isMain(Path source) {
        String path = source.toString().replace('\\', '/');
        return path.contains("/src/main/java/") && path.endsWith(".java");
    }
}
