package dev.safeconduct.client;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page docs/standards.md: what the code names is there, with its sections, and every test that the page names. */
class StandardsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "standards.md");
    private static final Pattern DOCUMENT = Pattern.compile(
            "RFC \\d{4}|MCP \\d{4}-\\d\\d-\\d\\d|draft-[a-z][a-z-]+[a-z]|OpenID Connect (?:Core|Discovery|Dynamic Client"
                    + " Registration)");
    private static final Pattern SECTIONS = Pattern.compile("(RFC \\d{4}) (§[\\d.]*\\d(?:(?:,| and) §[\\d.]*\\d)*)");
    private static final Pattern SECTION = Pattern.compile("§[\\d.]*\\d");
    private static final Pattern TEST = Pattern.compile("`(\\w+?(?:Test|IT|Contract))(?:#(\\w+))?`");

    /** Folders that a build makes. */
    private static final Set<String> MADE = Set.of("target", "node_modules", ".git");

    /** A row of a table about what the code follows. */
    private record Row(Set<String> documents, String sections, List<MatchResult> tests) {}

    @Test
    void every_document_that_the_code_names_has_a_row() throws IOException {
        Set<String> onPage =
                rows().stream().flatMap(row -> row.documents().stream()).collect(toCollection(TreeSet::new));
        Set<String> inCode =
                DOCUMENT.matcher(code()).results().map(MatchResult::group).collect(toCollection(TreeSet::new));

        assertThat(inCode).hasSizeGreaterThan(40);
        assertThat(onPage).containsAll(inCode);
    }

    @Test
    void every_section_that_the_code_names_is_in_its_row() throws IOException {
        Map<String, Row> byDocument = rows().stream()
                .flatMap(row -> row.documents().stream().map(document -> Map.entry(document, row)))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<String> missing = new ArrayList<>();
        SECTIONS.matcher(code()).results().forEach(named -> {
            Row row = byDocument.get(named.group(1));
            Set<String> told = row == null ? Set.of() : all(SECTION, row.sections());
            all(SECTION, named.group(2)).stream()
                    .filter(section -> !told.contains(section))
                    .forEach(section -> missing.add(named.group(1) + " " + section));
        });

        assertThat(new TreeSet<>(missing)).isEmpty();
    }

    @Test
    void every_row_names_tests_that_there_are() throws IOException {
        Map<String, String> tests = tests();
        for (Row row : rows()) {
            assertThat(row.tests()).as("tests of %s", row.documents()).isNotEmpty();
            for (MatchResult test : row.tests()) {
                assertThat(tests).containsKey(test.group(1));
                if (test.group(2) != null) {
                    assertThat(tests.get(test.group(1))).contains("void " + test.group(2) + "(");
                }
            }
        }
    }

    /** Those of the tables that have tests. */
    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 6 && DOCUMENT.matcher(cells[1]).find()) {
                List<MatchResult> tests = TEST.matcher(cells[4]).results().toList();
                rows.add(new Row(all(DOCUMENT, cells[1]), cells[3], tests));
            }
        }
        return rows;
    }

    private static Set<String> all(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(MatchResult::group).collect(toCollection(TreeSet::new));
    }

    /** All that is shipped; a comment that goes on in the next line is one text. */
    private static String code() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : sources("main")) {
            text.append(Files.readString(file).replaceAll("\\s+(?:\\*|//)?\\s*", " "));
        }
        return text.toString();
    }

    /** What each test class says, by its name; a name that comes twice has both. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String kind : List.of("test", "main")) {
            for (Path file : sources(kind)) {
                String name = file.getFileName().toString().replace(".java", "");
                tests.merge(name, Files.readString(file), String::concat);
            }
        }
        return tests;
    }

    private static List<Path> sources(String kind) throws IOException {
        String marker = "/src/" + kind + "/java/dev/safeconduct/";
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(Path.of(".."), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return MADE.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = file.toString().replace('\\', '/');
                if (path.endsWith(".java") && path.contains(marker)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
