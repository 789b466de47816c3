package dev.safeconduct.client.fromgo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page docs/from-go.md: whole, true, compiled, and made from the mapping. */
class FromGoPageTest {

    private static final Path PAGE = Path.of("..", "docs", "from-go.md");
    private static final String WRITE = "from-go.write";
    private static final String COMMAND = "./mvnw -pl default-impl -am -Dtest=FromGoPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true test";

    @Test
    void every_exported_name_of_the_go_package_has_one_row() throws Exception {
        assertThat(Row.all().stream().map(Row::go))
                .containsExactlyInAnyOrderElementsOf(Row.seed().keySet());
    }

    @Test
    void every_counterpart_is_there() throws Exception {
        assertThat(Row.all().stream().filter(Row::isThere).filter(row -> !row.isResolved()))
                .isEmpty();
    }

    @Test
    void constants_have_the_values_of_the_go_package() throws Exception {
        Map<String, String> seed = Row.seed();
        for (Row row : Row.all()) {
            if (row.isThere() && !seed.get(row.go()).isEmpty()) {
                assertThat(row.value()).as(row.go()).isEqualTo(seed.get(row.go()));
            }
        }
    }

    @Test
    void every_counterpart_has_an_example_with_it_and_what_has_none_says_why() throws Exception {
        assertThat(Row.all())
                .allMatch(row -> row.isThere()
                        ? row.example().contains(row.lastName())
                                && !row.example().contains("|")
                        : row.example().isEmpty() && !row.remark().isEmpty());
    }

    @Test
    void every_example_compiles(@TempDir Path output) throws Exception {
        assertThat(Examples.compile(Row.all(), output)).isEmpty();
    }

    @Test
    void an_example_that_is_wrong_does_not_compile(@TempDir Path output) throws Exception {
        Row wrong = new Row("", "func X", "Token", "Token issued = token.noSuchMethod();", "");
        assertThat(Examples.compile(List.of(wrong), output)).contains("noSuchMethod");
    }

    @Test
    void the_page_is_made_from_the_mapping() throws Exception {
        String page = page(Row.all());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/from-go.md is not what the mapping says. To write it anew: " + COMMAND)
                .isEqualTo(page);
    }

    private static String page(List<Row> rows) {
        StringBuilder page = new StringBuilder(
                """
                # From the Go package `oauth`

                What stands for each exported name of the package `github.com/giantswarm/muster/pkg/oauth`. The page is made \
                by a test, which also resolves every counterpart and compiles every example; change \
                `default-impl/src/test/resources/from-go/mapping.tsv`, not the page.

                Where Go returns an error, Java throws `OAuthException`. Where Go has an empty string, a nil list or the zero \
                time for something that is not there, Java has null unless the row says otherwise. What is JSON in Go has \
                the same member names here.

                Packages: `dev.safeconduct.client`, `….client.oauth`, `….client.muster`, `dev.safeconduct.spi`. The examples \
                find there:

                ```java
                """);
        page.append(Examples.GIVEN.stream().collect(Collectors.joining(";\n", "", ";\n")));
        page.append("```\n");
        String section = "";
        for (Row row : rows) {
            if (!row.section().equals(section)) {
                section = row.section();
                page.append("\n## ").append(section).append("\n\n| Go | Java | example | |\n|---|---|---|---|\n");
            }
            page.append("| ").append(row.go().replaceFirst(" (.*)", " `$1`")).append(" | ");
            page.append(row.isThere() ? "`" + row.java().replace('#', '.') + "`" : "–")
                    .append(" | ");
            page.append(row.example().isEmpty() ? "" : "`" + row.example() + "`")
                    .append(" | ");
            page.append(row.remark()).append(" |\n");
        }
        return page.toString();
    }
}
