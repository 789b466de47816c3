package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A login that is replaced, and survives a crash. */
public class FileWrite {

    @Benchmark
    public void ours(FileStore files) throws Exception {
        files.write();
    }

    /** Not so that it survives a crash. */
    @Benchmark
    public void google(FileStore files) throws Exception {
        files.google.set(FileStore.NAME, FileStore.BYTES);
    }

    /** Likewise. */
    @Benchmark
    public Object msal4j(FileStore files) {
        return files.access(files.changed);
    }

    @Benchmark
    public void bareWrite(FileStore files) throws Exception {
        files.bareWrite();
    }
}
