package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests have names in one form: a sentence in snake_case, with {@code tNN_} first where it guards a threat row. */
class TestNamesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern TEST = Pattern.compile(
            "\\n    @(?:Test|ParameterizedTest|TestFactory)\\b.*?\\n    (?![ @)}/*])[^(\\n]*?(\\w+)\\(",
            Pattern.DOTALL);

    private static final Pattern SENTENCE = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*");

    @Test
    void every_test_is_called_by_a_sentence_in_snake_case() throws IOException {
        List<String> found = new ArrayList<>();
        int tests = 0;
        for (Path source : sources()) {
            for (String name : names(Files.readString(source))) {
                tests++;
                if (!SENTENCE.matcher(name).matches()) {
                    found.add(ROOT.relativize(source) + "#" + name);
                }
            }
        }
        assertThat(tests).isGreaterThan(500);
        assertThat(found).isEmpty();
    }

    @Test
    void names_are_found_whatever_stands_above_them() {
        assertThat(
                        names(
                                """
                class A {
                    @Test
                    void first_one() {
                        call();
                    }

                    @ParameterizedTest
                    @CsvSource({
                        "a, b(",
                    })
                    void secondOne(String a) {}

                    void other() {}
                }
                """))
                .containsExactly("first_one", "secondOne");
    }

    private static List<String> names(String source) {
        Matcher tests = TEST.matcher(source);
        return tests.results().map(test -> test.group(1)).toList();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> {
                        String path = "/" + ROOT.relativize(file).toString().replace('\\', '/');
                        return (path.contains("/src/test/java/") || path.contains("/testkit/src/main/java/"));
                    })
                    .toList();
        }
    }
}
