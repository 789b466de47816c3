package dev.safeconduct.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The latest figures of each benchmark, with the day and the machine that they are of: in {@code latest.json}, a line
 * each, and as tables in {@code docs/performance.md}. A benchmark that is run alone replaces its own figures only.
 */
final class Results {

    private static final String BEGIN = "<!-- results -->\n";
    private static final String END = "<!-- end of results -->\n";

    private final Path json;
    private final Path page;
    /** The fields of each figure, by name of the benchmark, in the order in which the benchmarks are declared. */
    private final Map<String, List<Map<String, String>>> byBenchmark = new LinkedHashMap<>();

    /** Reads what is there from earlier runs. */
    Results(Path json, Path page, Collection<String> benchmarks) throws IOException {
        this.json = json;
        this.page = page;
        benchmarks.forEach(name -> byBenchmark.put(name, new ArrayList<>()));
        if (Files.exists(json)) {
            read();
        }
    }

    private void read() throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    fields = new LinkedHashMap<>();
                } else if (token.isScalarValue()) {
                    fields.put(parser.currentName(), parser.getText());
                } else if (token == JsonToken.END_OBJECT && byBenchmark.containsKey(fields.get("name"))) {
                    byBenchmark.get(fields.get("name")).add(fields);
                }
            }
        }
    }

    /** Takes these in place of those that a benchmark had, and writes both files. */
    void replace(String benchmark, List<Figure> figures) throws IOException {
        String machine = Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name")
                + " " + System.getProperty("os.arch") + ", Java " + Runtime.version();
        byBenchmark.put(
                benchmark,
                figures.stream().map(figure -> fields(figure, machine)).toList());
        Files.createDirectories(json.getParent());
        Files.writeString(
                json,
                byBenchmark.values().stream()
                        .flatMap(List::stream)
                        .map(Results::line)
                        .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(page, text.substring(0, from) + tables() + text.substring(text.indexOf(END)));
    }

    private static Map<String, String> fields(Figure figure, String machine) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", figure.name());
        fields.put("what", figure.what());
        fields.put("unit", figure.unit());
        fields.put("ours", value(figure.own()));
        fields.put("peer", figure.peer());
        fields.put("peer_value", value(figure.peers()));
        fields.put("ratio", value(figure.ratio()));
        fields.put("ratio_low", value(figure.low()));
        fields.put("ratio_high", value(figure.high()));
        fields.put("date", LocalDate.now().toString());
        fields.put("machine", machine);
        return fields;
    }

    private static String value(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "null";
    }

    /** None of the texts has a sign that JSON would have escaped. */
    private static String line(Map<String, String> figure) {
        return figure.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\": "
                        + (field.getValue().matches("-?[0-9.]+|null")
                                ? field.getValue()
                                : '"' + field.getValue() + '"'))
                .collect(Collectors.joining(", ", "  {", "}"));
    }

    private String tables() {
        StringBuilder text = new StringBuilder();
        byBenchmark.forEach((name, figures) -> {
            if (!figures.isEmpty()) {
                text.append("\n### `")
                        .append(name)
                        .append("`\n\nOf ")
                        .append(figures.get(0).get("date"));
                text.append(", ").append(figures.get(0).get("machine")).append(".\n\n");
                if (Files.exists(json.resolveSibling(name + ".png"))) {
                    text.append("![")
                            .append(name)
                            .append("](../benchmarks/results/")
                            .append(name)
                            .append(".png)\n\n");
                }
                text.append(
                        "| what | Safeconduct | beside | theirs | ratio | of the rounds |\n|---|---|---|---|---|---|\n");
                figures.forEach(figure -> text.append(row(figure)));
            }
        });
        return text.append('\n').toString();
    }

    private static String row(Map<String, String> figure) {
        double low = number(figure, "ratio_low");
        double high = number(figure, "ratio_high");
        String unit = " " + figure.get("unit");
        return "| " + figure.get("what") + " | " + Figure.number(number(figure, "ours")) + unit + " | "
                + figure.get("peer")
                + " | " + Figure.number(number(figure, "peer_value")) + unit + " | "
                + Figure.number(number(figure, "ratio")) + " | " + Figure.number(low) + " to " + Figure.number(high)
                + (low > 1 || high < 1 ? "" : ": no difference shown") + " |\n";
    }

    private static double number(Map<String, String> figure, String field) {
        String value = figure.get(field);
        return value.equals("null") ? Double.NaN : Double.parseDouble(value);
    }
}
