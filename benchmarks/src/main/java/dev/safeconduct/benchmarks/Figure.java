package dev.safeconduct.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * What something of this project costs, beside what it is compared with, in one run.
 *
 * @param name the benchmark
 * @param what what was measured
 * @param unit of both values
 * @param own the median of the rounds
 * @param peer what it is compared with
 * @param peers the median of the rounds
 * @param low the smallest ratio of one round
 * @param high the largest
 */
record Figure(String name, String what, String unit, double own, String peer, double peers, double low, double high) {

    /** Of rounds in which both were measured one after the other. */
    static Figure of(String name, String what, String unit, double[] ours, String peer, double[] peers) {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / peers[i];
        }
        Arrays.sort(ratios);
        return new Figure(name, what, unit, median(ours), peer, median(peers), ratios[0], ratios[ratios.length - 1]);
    }

    /** Of what both add to a third, all measured one after the other in each round. */
    static Figure ofAdded(
            String name, String what, String unit, double[] bare, double[] ours, String peer, double[] peers) {
        double base = median(bare);
        return of(name, what, unit, minus(ours, base), peer, minus(peers, base));
    }

    private static double[] minus(double[] values, double base) {
        return Arrays.stream(values).map(value -> value - base).toArray();
    }

    /** The same of something that is told apart by a further word. */
    Figure named(String word) {
        String longer = what.isEmpty() ? word : word + ", " + what;
        return new Figure(name, longer, unit, own, peer, peers, low, high);
    }

    /** The ratio of the medians; not a number where both are nothing. */
    double ratio() {
        return own / peers;
    }

    /** Whether the rounds disagree about which is the smaller. */
    boolean isUndecided() {
        return !(low > 1 || high < 1);
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
