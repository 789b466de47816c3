package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.grant.GrantFlows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The page docs/configuration.md has every key, in its order, with its default and an example that is accepted. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String LATER = "later";

    /** One line of the tables of keys. */
    private record Row(String key, String meaning, String byDefault, String example) {

        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            assertThat(cells).as(line).hasSize(6);
            String key = unquoted(cells[1].strip());
            return new Row(
                    key.startsWith(".") ? ConfigKeys.SERVER_PATTERN + key.substring(1) : key,
                    cells[2].strip(),
                    cells[3].strip(),
                    unquoted(cells[4].strip()));
        }

        private static String unquoted(String cell) {
            return cell.startsWith("`") ? cell.substring(1, cell.length() - 1) : cell;
        }
    }

    private static List<Row> rows() throws Exception {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `safeconduct.") || line.startsWith("| `."))
                .map(Row::of)
                .toList();
    }

    @Test
    void every_key_has_one_row_in_the_order_of_the_table() throws Exception {
        assertThat(rows().stream().map(Row::key))
                .containsExactlyElementsOf(
                        ConfigKeys.all().stream().map(ConfigKey::name).toList());
    }

    @TestFactory
    Stream<DynamicTest> what_a_row_says_is_so() throws Exception {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.key(), () -> {
                    ConfigKey key = ConfigKeys.all().stream()
                            .filter(each -> each.name().equals(row.key()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(row.example().equals(LATER)).as("served later").isEqualTo(!key.served());
                    if (key.defaultValue() != null) {
                        assertThat(row.byDefault()).isEqualTo("`" + key.defaultValue() + "`");
                    }
                    for (String choice : allChoices(key)) {
                        assertThat(row.meaning() + row.byDefault()).contains("`" + choice + "`");
                    }
                    if (key.served()) {
                        assertThat(problemsOf(row)).isEmpty();
                    }
                }));
    }

    private static List<String> allChoices(ConfigKey key) {
        List<String> choices = new ArrayList<>(key.kind() == ConfigKey.Kind.FLAG ? List.of() : key.choices());
        choices.addAll(key.laterChoices());
        if (key.kind() == ConfigKey.Kind.GRANT) {
            GrantFlows.ALL.all().forEach(grant -> choices.add(grant.name()));
            choices.addAll(GrantFlows.ALL.later());
        }
        return choices;
    }

    private static List<ConfigProblem> problemsOf(Row row) {
        Map<String, String> given = new HashMap<>(Map.of("safeconduct.server.api.url", "https://api.example.com/mcp"));
        given.put("safeconduct.server.api.client-id", "safeconduct");
        given.put("safeconduct.server.api.client-secret", "secret");
        if (row.key().endsWith(".from")) {
            given.put("safeconduct.server.api.grant", "token_exchange");
            given.put("safeconduct.server." + row.example() + ".url", "https://api.example.com/other");
        }
        given.put(row.key().replace("<name>", "api").replace("<param>", "prompt"), row.example());
        return Config.load(new ConfigInput(given, Map.of(), Map.of("HOME", "/nowhere"), null), GrantFlows.ALL)
                .problems();
    }
}
