package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A login that has not changed since it was read. */
public class FileRead {

    @Benchmark
    public Object ours(FileStore files) throws Exception {
        return files.store.read(FileStore.NAME);
    }

    /** Has it in memory, and does not see what another process writes. */
    @Benchmark
    public Object google(FileStore files) throws Exception {
        return files.google.get(FileStore.NAME);
    }

    /** Reads it again if the file has changed. */
    @Benchmark
    public Object msal4j(FileStore files) {
        return files.access(files.unchanged);
    }

    @Benchmark
    public Object stat(FileStore files) throws Exception {
        return files.stat();
    }
}
