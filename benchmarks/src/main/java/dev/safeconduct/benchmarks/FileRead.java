package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A login that has not changed since it was read. */
public class FileRead {

    @Benchmark
    public Object ours(FileStore files) throws Exception {
        return files.store.read(FileStore.NAME);
    }

    @Benchmark
    public Object stat(FileStore files) throws Exception {
        return files.stat();
    }
}
