package dev.safeconduct.benchmarks;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.testkit.client.Api;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Ten thousand callers that wait for one token: how long after the others the last one goes on, and by how many requests. */
final class RefreshStorm implements Measurement {

    private static final int CALLERS = 10_000;

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        int callers = effort.equals(Effort.SMOKE) ? 100 : CALLERS;
        double[] last = new double[effort.rounds()];
        double[] requests = new double[effort.rounds()];
        for (int round = 0; round < effort.rounds(); round++) {
            run(callers, round, last, requests);
        }
        double[] goal = new double[effort.rounds()];
        java.util.Arrays.fill(goal, 50);
        double[] one = new double[effort.rounds()];
        java.util.Arrays.fill(one, 1);
        return List.of(
                Figure.of(name, callers + " callers, last released", "ms", last, "the goal", goal),
                Figure.of(name, "token requests", "", requests, "one", one));
    }

    private static void run(int callers, int round, double[] last, double[] requests) throws Exception {
        try (Api api = Api.start()) {
            Safeconduct.Builder builder = Safeconduct.builder().set("safeconduct.store", "memory");
            api.settings("api").forEach((key, value) -> builder.set(key, key.endsWith("secret") ? Api.SECRET : value));
            try (Safeconduct safeconduct = builder.build()) {
                URI url = URI.create(api.url("/work"));
                CountDownLatch waiting = new CountDownLatch(callers);
                CountDownLatch released = new CountDownLatch(callers);
                AtomicLong first = new AtomicLong(Long.MAX_VALUE);
                AtomicLong end = new AtomicLong();
                api.issuer.on("/token", request -> {
                    await(waiting);
                    return null;
                });
                for (int i = 0; i < callers; i++) {
                    new Thread(
                                    null,
                                    () -> {
                                        waiting.countDown();
                                        try {
                                            safeconduct.authorization("GET", url);
                                        } catch (Exception e) {
                                            throw new IllegalStateException(e);
                                        }
                                        long now = System.nanoTime();
                                        first.accumulateAndGet(now, Math::min);
                                        end.accumulateAndGet(now, Math::max);
                                        released.countDown();
                                    },
                                    "caller",
                                    64 * 1024)
                            .start();
                }
                released.await();
                last[round] = (end.get() - first.get()) / 1e6;
                requests[round] = api.tokenRequests();
            }
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
