package dev.safeconduct.it.races;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one round has come to, for the table. */
final class Tally {
    static final String HEADER = String.format(
            Locale.ROOT,
            "%-12s %-14s %-11s %8s %8s %9s %7s %10s %6s %6s",
            "store",
            "server",
            "round",
            "programs",
            "expiries",
            "refreshes",
            "refused",
            "by physics",
            "lost",
            "time");

    private final String name;
    private final int programs;
    private final long start = System.nanoTime();
    private final List<String> problems = new ArrayList<>();
    private int expiries;
    private int byPhysics;
    private int refreshes;
    private int refused;
    private int lost;
    private Duration took = Duration.ZERO;

    Tally(String store, Object server, String round, int programs) {
        this.name = String.format(Locale.ROOT, "%-12s %-14s %-11s", store, server, round);
        this.programs = programs;
        say("begins");
    }

    /** A line that shows how far it is. */
    void say(String text) {
        System.out.println(name.replaceAll(" +", " ").strip() + ": " + text);
    }

    void expiries(int more) {
        expiries += more;
    }

    /** A login that could not be kept. */
    void lostByPhysics() {
        byPhysics++;
    }

    /** A login that had to be kept. */
    void lostLogin() {
        lost++;
    }

    /** What must not be. */
    void problem(String text) {
        problems.add(text);
        say("PROBLEM: " + text);
    }

    List<String> problems() {
        return problems;
    }

    /** At the end. */
    void count(List<Refreshes.Refresh> all) {
        refused = Refreshes.refused(all);
        refreshes = all.size() - refused;
        took = Duration.ofNanos(System.nanoTime() - start);
        say(problems.isEmpty() ? "ok" : "RED");
    }

    @Override
    public String toString() {
        return name
                + String.format(
                        Locale.ROOT,
                        " %8d %8d %9d %7d %10d %6d %4d s%s",
                        programs,
                        expiries,
                        refreshes,
                        refused,
                        byPhysics,
                        lost,
                        took.toSeconds(),
                        problems.isEmpty() ? "" : "  RED");
    }
}
