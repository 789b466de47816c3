package dev.safeconduct.benchmarks;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The memory store with a thousand sessions and with a million: bytes for each, and the time that each operation takes. */
final class MemoryScale implements Measurement {

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int CALLS = 20_000;
    private static final String TOKEN = "t".repeat(1000);

    @Override
    public List<Figure> measure(String name, Effort effort) throws Exception {
        int many = effort.equals(Effort.SMOKE) ? FEW * 10 : MANY;
        double before = used();
        TokenStore large = filled(many);
        double each = (used() - before) / many;
        TokenStore small = filled(FEW);
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(
                name, "a session of " + many, "B", new double[] {each}, "its token's text", new double[] {TOKEN.length()
                }));
        int rounds = effort.rounds() + 1;
        for (Operation operation : Operation.values()) {
            double[] ours = new double[rounds - 1];
            double[] peers = new double[rounds - 1];
            for (int round = 0; round < rounds; round++) {
                double withFew = time(operation, small, FEW);
                double withMany = time(operation, large, many);
                if (round > 0) { // the first one is for the compiler
                    peers[round - 1] = withFew;
                    ours[round - 1] = withMany;
                }
            }
            figures.add(Figure.of(name, operation.words + ", " + many, "ns", ours, "with " + FEW, peers));
        }
        large.close();
        small.close();
        return figures;
    }

    private enum Operation {
        READ("read") {
            @Override
            void run(TokenStore store, int i) throws Exception {
                store.read(key(i));
            }
        },
        LIST("list of a user") {
            @Override
            void run(TokenStore store, int i) throws Exception {
                store.list(Index.USER, "user-" + i);
            }
        },
        DELETE("delete by session, and add again") {
            @Override
            void run(TokenStore store, int i) throws Exception {
                for (String found : store.list(Index.SESSION, "session-" + i)) {
                    store.remove(found, store.read(found).version());
                }
                store.replace(key(i), null, entry(i));
            }
        };

        private final String words;

        Operation(String words) {
            this.words = words;
        }

        abstract void run(TokenStore store, int i) throws Exception;
    }

    private static double time(Operation operation, TokenStore store, int sessions) throws Exception {
        long began = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            operation.run(store, (int) (i * 7919L % sessions));
        }
        return (System.nanoTime() - began) / (double) CALLS;
    }

    private static TokenStore filled(int sessions) throws Exception {
        TokenStore store = new MemoryTokenStoreProvider()
                .create(MapProviderConfig.of(
                        Map.of("safeconduct.store.memory.max-entries", Integer.toString(2 * sessions))));
        for (int i = 0; i < sessions; i++) {
            store.replace(key(i), null, entry(i));
        }
        return store;
    }

    private static String key(int i) {
        return String.format("%064x", i);
    }

    private static Entry entry(int i) {
        return new Entry(
                (TOKEN + i).getBytes(StandardCharsets.UTF_8),
                Map.of(
                        Index.SESSION,
                        "session-" + i,
                        Index.ISSUER,
                        "https://issuer.example.com",
                        Index.USER,
                        "user-" + i,
                        Index.SERVER,
                        "https://api.example.com/mcp"),
                null);
    }

    private static double used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
