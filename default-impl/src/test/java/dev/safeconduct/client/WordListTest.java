package dev.safeconduct.client;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
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

/** Messages, Javadoc, comments and pages in the words that a user would search for, in one spelling. */
class WordListTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /**
     * Words with a reason: the field of the JDK's own class is called so, and no user reads it; the tables of benchmarks
     * have a column of that name, which scripts read.
     */
    private static final List<String> NAMES_OF_OTHERS = List.of("\"cancelled\"", "\"ours\"");

    /** Refused in messages, comments and pages. */
    private static final List<Refused> EVERYWHERE = List.of(
            word("faults? of ours", "internal error"),
            word("nobody|nobody's", "name the role (user, operator, attacker), or use the passive: \"is not used\""),
            word("somebody|somebody's|anybody|anybody's", "name the role: user, operator, attacker, caller"),
            word("whoever|whomever", "name the role: the operator, the holder, the caller"),
            word("ours", "the agent's, the library's, this process's"),
            word("is none", "is not one, is missing, is empty"),
            word("(?<!there )is no (?!longer|more\\b|less|later|earlier|other)\\w+", "is not a …"),
            word("(?:to|can|cannot) be had", "available, unavailable"),
            word("at hand", "available, present, current"),
            word("c(?:omes?|oming|ame) to (?:its|an|their) end", "ends, has ended"),
            word("mend(?:s|ed|ing)?", "correct, fix"),
            word("counts? for|counted for", "applies to"),
            word("anew", "again"),
            word("renew(?:s|ed|ing|al)?", "refresh"),
            word("thrown away", "discarded"),
            word("if need be", "if necessary"),
            word("cancell(?:ed|ing)", "canceled, canceling"),
            word(
                    "(?:un)?(?:author|recogn|normal|serial|initial|synchron|organ|sanit|minim|maxim|optim|custom|real|util)"
                            + "is(?:e[sd]?|ing|ation|ations|er)",
                    "American spelling: -ize"),
            word("(?:behavi|col|fav|hon|neighb|lab)our\\w*", "American spelling: -or"),
            word("licence\\w*|defence|offence", "American spelling: license, defense, offense"),
            word("labell\\w+|modell\\w+|travell\\w+|signall\\w+", "American spelling: one l"),
            word("centre\\w*|catalogue\\w*|grey|whilst|judgement", "American spelling"));

    /** Refused in messages besides: these have no "we". */
    private static final List<Refused> IN_MESSAGES = List.of(
            word("we|us|our", "name the subject: the agent, the library, the program"),
            word("(?:did not|does not|cannot) answer|answered|answers HTTP", "respond, response"),
            word("(?:another|the|which) host(?! name)(?: \\(|,| is\\b| has\\b| begins)", "host name, in a URL"));

    private record Refused(Pattern words, String instead) {}

    @Test
    void messages_comments_and_pages_have_no_refused_word() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            collect(source, Prose.ofSource(Files.readString(source)), found);
        }
        for (Path page : pages()) {
            collect(page, Prose.ofPage(Files.readString(page)), found);
        }
        assertThat(found).as("see what to write instead").isEmpty();
    }

    @Test
    void a_refused_word_is_found_in_comments_and_literals_but_not_in_names() {
        String source =
                """
                class A {
                    /** For whoever
                     * asks; it is
                     * none. */
                    int ours; // anew, see {@code ours}
                    String a = "It is \\"at hand\\" for "
                            + "us.";
                    char quote = '"';
                    String b = "cancelled"; // which it is
                }
                """;
        List<String> found = new ArrayList<>();
        collect(ROOT.resolve("A.java"), Prose.ofSource(source), found);
        assertThat(found)
                .extracting(line -> line.substring(0, line.indexOf(" (")))
                .containsExactlyInAnyOrder(
                        "A.java:2 \"whoever\"",
                        "A.java:2 \"is none\"",
                        "A.java:5 \"anew\"",
                        "A.java:6 \"at hand\"",
                        "A.java:6 \"us\"");
    }

    @Test
    void every_module_and_every_page_is_read() throws IOException {
        assertThat(sources()).extracting(WordListTest::shown).anyMatch(path -> path.startsWith("agent/src/main/"));
        assertThat(sources()).extracting(WordListTest::shown).anyMatch(path -> path.startsWith("clients/okhttp/src/"));
        assertThat(pages()).extracting(WordListTest::shown).contains("README.md", "docs/threats.md");
    }

    private static void collect(Path file, List<Prose> prose, List<String> found) {
        for (Prose part : prose) {
            if (!NAMES_OF_OTHERS.contains(part.text())) {
                collect(shown(file), part, EVERYWHERE, found);
                if (part.isMessage()) {
                    collect(shown(file), part, IN_MESSAGES, found);
                }
            }
        }
    }

    private static void collect(String file, Prose part, List<Refused> refused, List<String> found) {
        for (Refused one : refused) {
            Matcher words = one.words().matcher(part.text());
            while (words.find()) {
                found.add(file + ":" + part.line() + " \"" + words.group().replaceAll("\\s+", " ") + "\" (instead: "
                        + one.instead() + ")");
            }
        }
    }

    private static Refused word(String words, String instead) {
        return new Refused(
                Pattern.compile("(?<![\\w/-])(?:" + words.replace(" ", "\\s+") + ")(?!\\w)", CASE_INSENSITIVE),
                instead);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> shown(file).matches("(?!.*/?target/).*src/(?:main|bridge)/java/.*\\.java"))
                    .toList();
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static String shown(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
