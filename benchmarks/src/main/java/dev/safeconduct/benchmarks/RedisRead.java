package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A login that is read from Redis. */
public class RedisRead {

    @Benchmark
    public Object ours(RedisStore redis) throws Exception {
        return redis.read();
    }

    @Benchmark
    public Object jedisGet(RedisStore redis) {
        return redis.bareRead();
    }
}
