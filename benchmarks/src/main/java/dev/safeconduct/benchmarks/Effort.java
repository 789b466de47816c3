package dev.safeconduct.benchmarks;

/**
 * How much is done for a figure.
 *
 * @param rounds how often each of those that are compared is measured, in turns
 * @param millis how long an iteration takes, of which there are three after two to warm up
 */
record Effort(int rounds, int millis) {

    /** For figures. */
    static final Effort FULL = new Effort(5, 1000);

    /** To see that all still runs; its figures mean nothing. */
    static final Effort SMOKE = new Effort(1, 20);
}
