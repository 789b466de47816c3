import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes the results of the contract of HTTP clients into {@code docs/clients.md}, between two marks: a row for each of its
 * cases, a column for each client; and between two others what revocations cost each client. Run by {@code integration-tests/clients/run}, in the root of the repository, after the
 * tests. A case that a client passes in a form of its own, as it cannot do what others can, is marked, and that form's
 * description is below the table.
 */
public final class ResultsPage {

    private static final Path PAGE = Path.of("docs/clients.md");
    private static final Path REPORTS = Path.of("integration-tests/target/failsafe-reports");
    private static final Path TESTS = Path.of("integration-tests/src/test/java/dev/safeconduct/it/clients");
    private static final Path CONTRACTS = Path.of("testkit/src/main/java/dev/safeconduct/testkit/client");
    private static final String RESULTS = "results";
    private static final String REVOCATIONS = "revocations";

    private static final Pattern PARENT = Pattern.compile("class \\w+ extends (\\w+)");
    private static final Pattern CASE = Pattern.compile("((?:/\\*\\*(?:[^*]|\\*(?!/))*\\*/\\s*)?)(?:@\\w+(?:\\([^)]*\\))?\\s+)*"
            + "(?:public |protected )?void (\\w+)\\(Object ");
    private static final Pattern TRAIT = Pattern.compile("((?:/\\*\\*(?:[^*]|\\*(?!/))*\\*/\\s*)?)(?:@Override\\s+)?"
            + "protected (?:boolean|int) (\\w+)\\(\\) \\{\\s*return ([^;]+);");
    private static final Pattern VERSION_AND_FORM =
            Pattern.compile("(\\d*)(Oldest|Middle|Newest)?(Adapter)?IT$");

    /** The column of all copies in other packages. */
    private static final String COPIES = "relocated copies";

    /** How often a case was run for a client, and passed. */
    private static final class Count {
        int run;
        int passed;
    }

    private final Map<String, String> sentences = new LinkedHashMap<>();
    private final Map<String, String> traits = new LinkedHashMap<>();
    private final Map<String, String> commonValues = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> valuesByClient = new LinkedHashMap<>();
    private final Map<String, Map<String, Count>> byClient = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Map<String, String>> ownForms = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Map<String, long[]>> revocations = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private ResultsPage() {}

    public static void main(String[] args) throws Exception {
        ResultsPage page = new ResultsPage();
        page.readContract();
        page.readResults();
        page.readRevocations();
        page.write();
    }

    private void readContract() throws IOException {
        for (String name : List.of("TokenPlacementContract", "RedirectPlacementContract", "HttpClientInstrumentationContract")) {
            String source = Files.readString(CONTRACTS.resolve(name + ".java"));
            CASE.matcher(source).results().forEach(found -> sentences.put(found.group(2), sentence(found.group(2))));
            TRAIT.matcher(source).results().forEach(found -> {
                traits.put(found.group(2), capitalized(description(found.group(1)).replaceFirst("^Whether ", "")));
                commonValues.put(found.group(2), found.group(3));
            });
        }
    }

    private static String sentence(String method) {
        return capitalized(method.replaceFirst("^t\\d+_", "").replace('_', ' '));
    }

    private static String capitalized(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private void readResults() throws Exception {
        try (Stream<Path> files = Files.list(REPORTS)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("TEST-dev.safeconduct.it.clients."))
                    .sorted()
                    .toList()) {
                readResults(file);
            }
        }
    }

    private void readResults(Path file) throws Exception {
        String name = file.getFileName().toString().replaceAll(".*\\.(\\w+)\\.xml$", "$1");
        List<String> chain = chain(name);
        if (!chain.get(chain.size() - 1).equals("HttpClientInstrumentationContract")) {
            return;
        }
        String client = name.startsWith("Relocated")
                ? COPIES
                : VERSION_AND_FORM.matcher(name).replaceFirst(name.startsWith("Http") ? "$1" : "");
        Map<String, Count> counts = byClient.computeIfAbsent(client, key -> new LinkedHashMap<>());
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element result = (Element) cases.item(i);
            Count count = counts.computeIfAbsent(result.getAttribute("name").replaceAll("\\(.*", ""), key -> new Count());
            count.run++;
            boolean passed = Stream.of("failure", "error", "skipped")
                    .allMatch(kind -> result.getElementsByTagName(kind).getLength() == 0);
            count.passed += passed ? 1 : 0;
        }
        for (String ancestor : chain.subList(0, chain.size() - 1)) {
            String source = Files.readString(TESTS.resolve(ancestor + ".java"));
            CASE.matcher(source).results().filter(found -> sentences.containsKey(found.group(2))).forEach(found -> ownForms
                    .computeIfAbsent(client, key -> new LinkedHashMap<>())
                    .put(found.group(2), description(found.group(1))));
            TRAIT.matcher(source).results().forEach(found -> valuesByClient
                    .computeIfAbsent(client, key -> new LinkedHashMap<>())
                    .putIfAbsent(found.group(2), found.group(3)));
        }
    }

    /** A test's class and those that it extends, up to the contract. */
    private static List<String> chain(String name) throws IOException {
        List<String> chain = new ArrayList<>(List.of(name));
        for (Path source = TESTS.resolve(name + ".java"); Files.exists(source); ) {
            Matcher parent = PARENT.matcher(Files.readString(source));
            if (!parent.find()) {
                break;
            }
            chain.add(parent.group(1));
            source = TESTS.resolve(parent.group(1) + ".java");
        }
        return chain;
    }

    private static String description(String comment) {
        return comment.replaceAll("(?s)/\\*\\*|\\*/", "")
                .replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Sums up what the tests have said, of all JDKs: requests, failed ones, revocations. */
    private void readRevocations() throws IOException {
        Path report = REPORTS.resolve("TEST-dev.safeconduct.it.clients.InvalidationsIT.xml");
        for (String line : Files.exists(report) ? Files.readAllLines(report) : List.<String>of()) {
            int begin = line.indexOf("invalidations\t");
            if (begin < 0) {
                continue;
            }
            String[] words = line.substring(begin).split("\t");
            String kind = words[2].startsWith("sent once") ? words[2] : "sent again";
            long[] sums = revocations
                    .computeIfAbsent(title(words[1]), key -> new LinkedHashMap<>())
                    .computeIfAbsent(kind, key -> new long[3]);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += Long.parseLong(words[4 + i]);
            }
        }
    }

    /** Of the name of a constant: as the tests of the contract are called. */
    private static String title(String client) {
        return Stream.of(client.split("_"))
                .map(word -> capitalized(word.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining())
                .replace("Okhttp", "OkHttp");
    }

    /** What was not run stays as it is. */
    private void write() throws IOException {
        String page = Files.readString(PAGE);
        if (!byClient.isEmpty()) {
            page = with(page, RESULTS, table());
        }
        if (!revocations.isEmpty()) {
            page = with(page, REVOCATIONS, costs());
        }
        Files.writeString(PAGE, page);
    }

    private static String with(String page, String what, String written) {
        String before = "<!-- " + what + ": written by integration-tests/clients/run -->\n";
        String after = "<!-- end of " + what + " -->\n";
        int begin = page.indexOf(before);
        int end = page.indexOf(after);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(PAGE + " has no marks: " + before.strip() + " and " + after.strip());
        }
        return page.substring(0, begin + before.length()) + written + page.substring(end);
    }

    private String costs() {
        StringBuilder costs = new StringBuilder("\n| client | sent again: requests | revocations | failed "
                + "| sent once, one at a time: requests | revocations | refusals "
                + "| sent once, 64 at once: requests | revocations | refusals |\n")
                .append("|---|").append("---|".repeat(9)).append('\n');
        revocations.forEach((client, kinds) -> {
            costs.append("| ").append(client);
            for (String kind : List.of("sent again", "sent once, alone", "sent once")) {
                long[] sums = kinds.get(kind);
                costs.append(sums == null ? " | | | " : " | " + sums[0] + " | " + sums[2] + " | " + sums[1]);
            }
            costs.append(" |\n");
        });
        return costs.append('\n').toString();
    }

    private String table() {
        StringBuilder table = new StringBuilder("\n");
        heading(table, "what differs");
        traits.forEach((trait, description) -> row(table, description, client -> value(client, trait)));
        table.append('\n');
        heading(table, "case, and how often it was passed");
        sentences.forEach((method, sentence) -> row(table, sentence, client -> cell(client, method)));
        row(table, "Cases of its own", this::own);
        table.append('\n');
        ownForms.forEach((client, forms) -> forms.forEach((method, description) -> table.append("\\* ")
                .append(client)
                .append(", \"")
                .append(sentences.get(method))
                .append("\": ")
                .append(description)
                .append("\n\n")));
        return table.toString();
    }

    private void heading(StringBuilder table, String first) {
        row(table, first, client -> client);
        table.append("|---|").append("---|".repeat(byClient.size())).append('\n');
    }

    private void row(StringBuilder table, String first, UnaryOperator<String> ofClient) {
        table.append("| ")
                .append(first)
                .append(" | ")
                .append(byClient.keySet().stream().map(ofClient).collect(Collectors.joining(" | ")))
                .append(" |\n");
    }

    private String value(String client, String trait) {
        if (client.equals(COPIES)) {
            return "as the client";
        }
        String value = valuesByClient.getOrDefault(client, Map.of()).getOrDefault(trait, commonValues.get(trait));
        return switch (value) {
            case "true" -> "yes";
            case "false" -> "no";
            default -> value.equals(commonValues.get(trait)) ? "any" : value.replace(" * 1024", " KiB");
        };
    }

    private String cell(String client, String method) {
        Count count = byClient.get(client).get(method);
        if (count == null) {
            return "not run";
        }
        String mark = ownForms.getOrDefault(client, Map.of()).containsKey(method) ? " *" : "";
        return text(count.passed, count.run) + mark;
    }

    private String own(String client) {
        int run = 0;
        int passed = 0;
        for (Map.Entry<String, Count> entry : byClient.get(client).entrySet()) {
            if (!sentences.containsKey(entry.getKey())) {
                run += entry.getValue().run;
                passed += entry.getValue().passed;
            }
        }
        return text(passed, run);
    }

    private static String text(int passed, int run) {
        return passed == run ? Integer.toString(run) : "**" + passed + " of " + run + "**";
    }
}
