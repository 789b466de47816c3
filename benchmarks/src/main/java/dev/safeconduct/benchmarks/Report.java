package dev.safeconduct.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is said of figures. */
final class Report {

    private static final String LINE = "%-20s %-28s %-5s %12s  %-26s %12s %8s  %s%n";

    private Report() {}

    static void heading(PrintStream out) {
        out.printf(Locale.ROOT, LINE, "benchmark", "what", "unit", "ours", "peer", "peer's", "ratio", "of the rounds");
    }

    static void print(PrintStream out, List<Figure> figures) {
        for (Figure figure : figures) {
            String spread = Figure.number(figure.low()) + " to " + Figure.number(figure.high())
                    + (figure.isUndecided() ? ": no difference shown" : "");
            out.printf(
                    Locale.ROOT,
                    LINE,
                    figure.name(),
                    figure.what(),
                    figure.unit(),
                    Figure.number(figure.own()),
                    figure.peer(),
                    Figure.number(figure.peers()),
                    Figure.number(figure.ratio()),
                    spread);
        }
    }

    /** Writes all figures of a run as JSON, with the machine that they are of. */
    static void write(Path file, List<Figure> figures) throws IOException {
        String machine = Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name")
                + " " + System.getProperty("os.arch") + ", Java " + Runtime.version();
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                figures.stream()
                        .map(figure -> json(figure, machine))
                        .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
    }

    private static String json(Figure figure, String machine) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", text(figure.name()));
        fields.put("what", text(figure.what()));
        fields.put("unit", text(figure.unit()));
        fields.put("ours", value(figure.own()));
        fields.put("peer", text(figure.peer()));
        fields.put("peer_value", value(figure.peers()));
        fields.put("ratio", value(figure.ratio()));
        fields.put("ratio_low", value(figure.low()));
        fields.put("ratio_high", value(figure.high()));
        fields.put("machine", text(machine));
        return fields.entrySet().stream()
                .map(field -> text(field.getKey()) + ": " + field.getValue())
                .collect(Collectors.joining(", ", "  {", "}"));
    }

    /** None has a sign that JSON would have escaped. */
    private static String text(String text) {
        return '"' + text + '"';
    }

    private static String value(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : "null";
    }
}
