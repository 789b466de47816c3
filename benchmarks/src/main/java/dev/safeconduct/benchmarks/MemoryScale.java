package dev.safeconduct.benchmarks;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.MapProviderConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

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
        Map<String, Integer> map = new ConcurrentHashMap<>();
        for (int i = 0; i < many; i++) {
            map.put(key(i), i);
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(
                name, "a session of " + many, "B", new double[] {each}, "its token's text", new double[] {TOKEN.length()
                }));
        int rounds = effort.rounds() + 1;
        for (Operation operation : Operation.values()) {
            double[] ours = new double[rounds - 1];
            double[] fewer = new double[rounds - 1];
            double[] bare = new double[rounds - 1];
            for (int round = 0; round < rounds; round++) {
                double withFew = time(operation, small, FEW);
                double withMany = time(operation, large, many);
                double ofMap = time(map, many);
                if (round > 0) { // the first one is for the compiler
                    fewer[round - 1] = withFew;
                    ours[round - 1] = withMany;
                    bare[round - 1] = ofMap;
                }
            }
            String what = operation.words + ", " + many;
            figures.add(Figure.of(name, what, "ns", ours, "with " + FEW, fewer));
            figures.add(Figure.of(name, what, "ns", ours, "get of a bare map", bare));
        }
        large.close();
        small.close();
        return figures;
    }

    private enum Operation {
        READ("read", "") {
            @Override
            void run(TokenStore store, String name, int i) throws Exception {
                store.read(name);
            }
        },
        LIST("list of a user", "user-") {
            @Override
            void run(TokenStore store, String name, int i) throws Exception {
                store.list(Index.USER, name);
            }
        },
        DELETE("delete by session, and add again", "session-") {
            @Override
            void run(TokenStore store, String name, int i) throws Exception {
                for (String found : store.list(Index.SESSION, name)) {
                    store.remove(found, store.read(found).version());
                }
                store.replace(key(i), null, entry(i));
            }
        };

        private final String words;
        private final String prefix;

        Operation(String words, String prefix) {
            this.words = words;
            this.prefix = prefix;
        }

        /**
         * @param name of the key, or of the value of the index
         * @param i the number of the session that it is of
         */
        abstract void run(TokenStore store, String name, int i) throws Exception;
    }

    private static double time(Operation operation, TokenStore store, int sessions) throws Exception {
        int[] some = some(sessions);
        String[] names = names(operation.prefix, some);
        long began = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            operation.run(store, names[i], some[i]);
        }
        return (System.nanoTime() - began) / (double) CALLS;
    }

    /** What memory itself takes where most of it is in no cache of the processor. */
    private static double time(Map<String, Integer> map, int sessions) {
        String[] names = names("", some(sessions));
        long found = 0;
        long began = System.nanoTime();
        for (String name : names) {
            found += map.get(name);
        }
        double time = (System.nanoTime() - began) / (double) CALLS;
        if (found < 0) {
            throw new IllegalStateException();
        }
        return time;
    }

    private static int[] some(int sessions) {
        return IntStream.range(0, CALLS).map(i -> (int) (i * 7919L % sessions)).toArray();
    }

    private static String[] names(String prefix, int[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(i -> prefix.isEmpty() ? key(i) : prefix + i)
                .toArray(String[]::new);
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
