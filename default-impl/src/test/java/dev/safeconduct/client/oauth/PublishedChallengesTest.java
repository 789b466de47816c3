package dev.safeconduct.client.oauth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.OAuthException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of other projects' parsers and of the RFCs, in {@code www-authenticate-cases.tsv}. Where those parsers
 * differ among themselves, {@code www-authenticate-ours.tsv} says what we read. How many passed of each kind is printed
 * by
 *
 * <pre>./mvnw -q -pl default-impl -am -Dtest=PublishedChallengesTest -Dsurefire.failIfNoSpecifiedTests=false test</pre>
 */
class PublishedChallengesTest {

    private static final Map<String, int[]> PASSED_OF_KIND = new TreeMap<>();

    private record Case(String kind, List<String> lines, Map<String, Object> expected, String source) {
        @Override
        public String toString() {
            return kind + ": " + source;
        }
    }

    static List<Case> cases() throws Exception {
        Map<String, String> ours = new HashMap<>();
        for (String[] row : rows("www-authenticate-ours.tsv")) {
            ours.put(row[0], row[1]);
        }
        List<Case> cases = new ArrayList<>();
        for (String[] row : rows("www-authenticate-cases.tsv")) {
            boolean asStated = row[3].equals("valid") || row[3].equals("lenient");
            String expected = asStated ? row[1] : requireNonNull(ours.get(row[0]), row[0]);
            Object input = json("{\"input\":" + row[0] + "}").get("input");
            List<String> lines = input instanceof List<?> list
                    ? list.stream().map(String.class::cast).toList()
                    : List.of((String) input);
            cases.add(new Case(row[3], lines, json(expected), row[2]));
        }
        return cases;
    }

    private static List<String[]> rows(String file) throws Exception {
        try (InputStream in = requireNonNull(PublishedChallengesTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    private static Map<String, Object> json(String text) throws OAuthException {
        return OAuthJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "case");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void is_read_as_stated(Case given) throws Exception {
        int[] passed = PASSED_OF_KIND.computeIfAbsent(given.kind(), kind -> new int[2]);
        passed[1]++;
        List<AuthChallenge> found = AuthChallenges.parse(given.lines());
        if (given.expected().containsKey("reject")) {
            assertThat(found).isEmpty();
            assertThatThrownBy(() -> AuthChallenges.parseOne(given.lines().get(0)))
                    .isInstanceOf(OAuthException.class);
        } else if (given.expected().containsKey("challenges")) {
            assertThat(found).isEqualTo(challenges(given, "challenges"));
        } else {
            for (AuthChallenge wanted : challenges(given, "contains")) {
                assertThat(found).anySatisfy(challenge -> {
                    assertThat(challenge.scheme()).isEqualTo(wanted.scheme());
                    assertThat(challenge.parameters()).containsAllEntriesOf(wanted.parameters());
                });
            }
        }
        for (Object absent : (List<?>) given.expected().getOrDefault("absent", List.of())) {
            assertThat(found)
                    .allSatisfy(challenge -> assertThat(challenge.parameters()).doesNotContainKey((String) absent));
        }
        passed[0]++;
    }

    @SuppressWarnings("unchecked")
    private static List<AuthChallenge> challenges(Case given, String member) {
        List<AuthChallenge> challenges = new ArrayList<>();
        for (Object item : (List<?>) given.expected().get(member)) {
            Map<String, Object> challenge = (Map<String, Object>) item;
            List<Map.Entry<String, String>> duplicates = new ArrayList<>();
            List<String> flat = (List<String>) challenge.getOrDefault("duplicates", List.of());
            for (int i = 0; i < flat.size(); i += 2) {
                duplicates.add(Map.entry(flat.get(i), flat.get(i + 1)));
            }
            challenges.add(new AuthChallenge(
                    (String) challenge.get("scheme"),
                    (Map<String, String>) challenge.get("params"),
                    duplicates,
                    (String) challenge.get("token68")));
        }
        return challenges;
    }

    @AfterAll
    static void print() {
        PASSED_OF_KIND.forEach((kind, passed) -> System.out.println(kind + " " + passed[0] + "/" + passed[1]));
    }
}
