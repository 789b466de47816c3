package dev.safeconduct.client;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page docs/threats.md: every row once, and beside it the tests and the patch that there really are. */
class ThreatsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "threats.md");
    private static final Path THREATS = Path.of("..", "integration-tests", "threats");
    private static final String WRITE = "threats.write";
    private static final int ROWS = 99;
    private static final Pattern ROW = Pattern.compile("\\| (\\d\\d) \\|(?: [^|]+ \\|){4}");

    /** A line of threats.tsv. */
    private record Proof(String row, String module, String test) {

        String className() {
            return test.substring(test.lastIndexOf('.') + 1, test.indexOf('#'));
        }

        String method() {
            return test.substring(test.indexOf('#') + 1);
        }

        Path source() {
            String path = test.substring(0, test.indexOf('#')).replace('.', '/');
            return Path.of("..", module, "src", "test", "java", path + ".java");
        }
    }

    @Test
    void every_threat_has_one_row_in_order() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> ROW.matcher(line).matches())
                .map(line -> line.substring(2, 4))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, ROWS)
                        .mapToObj("%02d"::formatted)
                        .toList());
    }

    @Test
    void every_row_names_its_tests_and_its_patch() throws IOException {
        Map<String, List<Proof>> proofs = proofs();
        List<String> made = Files.readAllLines(PAGE).stream()
                .map(line -> ROW.matcher(line).matches() ? withTests(line, proofs) : line)
                .toList();
        if (Boolean.getBoolean(WRITE)) {
            Files.write(PAGE, made);
        }
        assertThat(Files.readAllLines(PAGE))
                .as("docs/threats.md is not what threats.tsv says; the page tells how to write it")
                .isEqualTo(made);
    }

    @Test
    void every_row_with_a_test_has_a_patch_and_the_other_way_round() throws IOException {
        try (Stream<Path> files = Files.list(THREATS)) {
            Set<String> patches = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".patch"))
                    .map(name -> name.replace(".patch", ""))
                    .collect(toCollection(TreeSet::new));
            assertThat(patches).isEqualTo(proofs().keySet());
        }
    }

    @Test
    void every_named_test_is_there_and_is_called_after_its_row() throws IOException {
        for (Proof proof : proofs().values().stream().flatMap(List::stream).toList()) {
            assertThat(proof.source()).exists();
            assertThat(proof.method()).contains("t" + proof.row() + "_");
        }
    }

    private static String withTests(String line, Map<String, List<Proof>> proofs) {
        String[] cells = line.split("\\|", -1);
        List<Proof> found = proofs.getOrDefault(cells[1].strip(), List.of());
        cells[5] = " " + (found.isEmpty() ? "to come" : cell(found)) + " ";
        return String.join("|", cells);
    }

    private static String cell(List<Proof> found) {
        List<String> parts = found.stream()
                .map(proof -> "`" + proof.className() + "." + proof.method() + "`")
                .collect(toCollection(ArrayList::new));
        String patch = found.get(0).row() + ".patch";
        parts.add("[" + patch + "](../integration-tests/threats/" + patch + ")");
        return String.join("<br>", parts);
    }

    private static Map<String, List<Proof>> proofs() throws IOException {
        return Files.readAllLines(THREATS.resolve("threats.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(fields -> new Proof(fields[0], fields[1], fields[2]))
                .collect(groupingBy(Proof::row, TreeMap::new, Collectors.toList()));
    }
}
