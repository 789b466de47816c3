package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A login in Redis that is replaced, with the lease that a refresh takes for it. */
public class RedisRefresh {

    @Benchmark
    public void ours(RedisStore redis) throws Exception {
        redis.refresh();
    }

    @Benchmark
    public void fourCommands(RedisStore redis) {
        redis.bareRefresh();
    }
}
