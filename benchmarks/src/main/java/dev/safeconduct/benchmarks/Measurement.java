package dev.safeconduct.benchmarks;

import java.util.List;

/** One benchmark. */
interface Measurement {

    /** Measures. Blocks as long as it takes. */
    List<Figure> measure(String name, Effort effort) throws Exception;
}
