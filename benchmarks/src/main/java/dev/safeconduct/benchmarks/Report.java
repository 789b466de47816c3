package dev.safeconduct.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

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
}
