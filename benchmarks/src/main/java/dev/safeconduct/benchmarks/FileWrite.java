package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A login that is replaced, and survives a crash. */
public class FileWrite {

    @Benchmark
    public void ours(FileStore files) throws Exception {
        files.write();
    }

    @Benchmark
    public void bareWrite(FileStore files) throws Exception {
        files.bareWrite();
    }
}
