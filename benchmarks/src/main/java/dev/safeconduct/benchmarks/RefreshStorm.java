package dev.safeconduct.benchmarks;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.testkit.client.Api;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ten thousand callers that wait for one token: how long after the others the last one goes on, by how many requests, and
 * with how many threads of the library. Beside threads that wait for one bare future, and beside as many tasks that follow
 * one on a pool like the library's, as that is what a JVM can do.
 */
final class RefreshStorm implements Measurement {

    private static final int CALLERS = 10_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What one storm came to. */
    private record Storm(double last, int requests, int threads) {}

    /** Lets a caller go on when there is a token. */
    private interface Callers {
        /**
         * @param waiting to be run for each caller when it begins to wait
         * @param released to be run by each caller as it goes on
         * @return the threads that were started
         */
        List<Thread> start(Safeconduct safeconduct, URI url, int callers, Runnable waiting, Runnable released);
    }

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        int callers = effort.equals(Effort.SMOKE) ? 100 : CALLERS;
        int rounds = effort.rounds();
        Storm[] threads = new Storm[rounds];
        double[] bare = new double[rounds];
        double[] tasks = new double[rounds];
        Storm[] futures = new Storm[rounds];
        for (int round = -1; round < rounds; round++) {
            double bareFuture = bareFuture(callers);
            double bareTasks = bareTasks(callers);
            Storm ofThreads = storm(callers, RefreshStorm::threads);
            Storm ofFutures = storm(callers, RefreshStorm::futures);
            if (round >= 0) { // the first one is for the compiler
                bare[round] = bareFuture;
                tasks[round] = bareTasks;
                threads[round] = ofThreads;
                futures[round] = ofFutures;
            }
        }
        String many = callers + " ";
        return List.of(
                Figure.of(name, many + "threads, last released", "ms", last(threads), "one bare future", bare),
                Figure.of(name, many + "threads, token requests", "", requests(threads), "one", each(rounds, 1)),
                Figure.of(name, many + "futures, last released", "ms", last(futures), "the goal", each(rounds, 50)),
                Figure.of(
                        name,
                        many + "futures, last released",
                        "ms",
                        last(futures),
                        "tasks after one bare future",
                        tasks),
                Figure.of(name, many + "futures, token requests", "", requests(futures), "one", each(rounds, 1)),
                Figure.of(
                        name,
                        many + "futures, threads started",
                        "",
                        Arrays.stream(futures).mapToDouble(Storm::threads).toArray(),
                        "a caller",
                        each(rounds, callers)));
    }

    private static double[] last(Storm[] storms) {
        return Arrays.stream(storms).mapToDouble(Storm::last).toArray();
    }

    private static double[] requests(Storm[] storms) {
        return Arrays.stream(storms).mapToDouble(Storm::requests).toArray();
    }

    private static double[] each(int rounds, double value) {
        double[] values = new double[rounds];
        Arrays.fill(values, value);
        return values;
    }

    private static List<Thread> threads(
            Safeconduct safeconduct, URI url, int callers, Runnable waiting, Runnable released) {
        return startThreads(callers, () -> {
            waiting.run();
            try {
                safeconduct.authorization("GET", url);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            released.run();
        });
    }

    private static List<Thread> futures(
            Safeconduct safeconduct, URI url, int callers, Runnable waiting, Runnable released) {
        for (int i = 0; i < callers; i++) {
            var unused = safeconduct.authorizationAsync("GET", url).thenRun(released);
            waiting.run();
        }
        return List.of();
    }

    private static List<Thread> startThreads(int callers, Runnable caller) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(null, caller, "caller", 64 * 1024);
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Storm storm(int callers, Callers kind) throws Exception {
        try (Api api = Api.start()) {
            Safeconduct.Builder builder = Safeconduct.builder().set("safeconduct.store", "memory");
            api.settings("api").forEach((key, value) -> builder.set(key, key.endsWith("secret") ? Api.SECRET : value));
            try (Safeconduct safeconduct = builder.build()) {
                URI url = URI.create(api.url("/work"));
                CountDownLatch waiting = new CountDownLatch(callers);
                api.issuer.on("/token", request -> {
                    await(waiting);
                    return null;
                });
                Released released = new Released(callers);
                int before = THREADS.getThreadCount();
                THREADS.resetPeakThreadCount();
                List<Thread> threads = kind.start(safeconduct, url, callers, waiting::countDown, released);
                double last = released.lastAfterFirst();
                int started = THREADS.getPeakThreadCount() - before - threads.size();
                join(threads); // the next round is not to count them
                return new Storm(last, api.tokenRequests(), started);
            }
        }
    }

    private static double bareFuture(int callers) throws InterruptedException {
        CompletableFuture<String> token = new CompletableFuture<>();
        CountDownLatch waiting = new CountDownLatch(callers);
        Released released = new Released(callers);
        List<Thread> threads = startThreads(callers, () -> {
            waiting.countDown();
            String unused = token.join();
            released.run();
        });
        await(waiting);
        token.complete("a-token");
        double last = released.lastAfterFirst();
        join(threads);
        return last;
    }

    /** Each on a task of its own: else one that blocks would hold up all others. */
    private static double bareTasks(int callers) throws InterruptedException {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            CompletableFuture<String> token = new CompletableFuture<>();
            Released released = new Released(callers);
            for (int i = 0; i < callers; i++) {
                var unused = token.thenRunAsync(released, pool);
            }
            pool.execute(() -> token.complete("a-token"));
            return released.lastAfterFirst();
        } finally {
            pool.shutdown();
        }
    }

    /** When the first caller went on, and the last one. */
    private static final class Released implements Runnable {
        private final CountDownLatch all;
        private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        private final AtomicLong last = new AtomicLong();

        Released(int callers) {
            all = new CountDownLatch(callers);
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            first.accumulateAndGet(now, Math::min);
            last.accumulateAndGet(now, Math::max);
            all.countDown();
        }

        /** In milliseconds, when all have gone on. */
        double lastAfterFirst() throws InterruptedException {
            all.await();
            return (last.get() - first.get()) / 1e6;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
            Thread.sleep(500); // the last of them are on their way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
