package dev.safeconduct.testkit;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.spi.VersionedEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A store in a JVM of its own, driven by the test. The configuration goes through standard input: it may be secret. */
public final class StoreProcess implements AutoCloseable {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String HOME = "(home)";

    private final ForkedJvm jvm;

    private StoreProcess(ForkedJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts a JVM that opens the store of the provider with this name, found by {@link ServiceLoader}. */
    public static StoreProcess start(String provider, MapProviderConfig config) throws IOException {
        Properties properties = new Properties();
        properties.putAll(config.values());
        if (config.homeDirectory() != null) {
            properties.setProperty(HOME, config.homeDirectory().toString());
        }
        StringWriter text = new StringWriter();
        properties.store(text, null);
        ForkedJvm jvm = ForkedJvm.start(StoreProcess.class, provider);
        // Ends with a line end; with that of the order itself comes the empty line.
        jvm.send(text.toString());
        return new StoreProcess(jvm);
    }

    /** Begins to add one to a counter that often, each time under the lease; {@link #answer} waits for the end. */
    public void incrementUnderLease(String name, int times) throws IOException {
        jvm.send("increment-under-lease " + name + " " + times);
    }

    /** Begins to add one to a counter that often, by compare-and-set only; {@link #answer} waits for the end. */
    public void increment(String name, int times) throws IOException {
        jvm.send("increment " + name + " " + times);
    }

    /** Tries once to take the lease, and keeps it. */
    public boolean lease(String name) throws IOException, InterruptedException {
        jvm.send("lease " + name + " 0");
        return answer().equals("held");
    }

    /** Gives back the lease. */
    public void release(String name) throws IOException, InterruptedException {
        jvm.send("release " + name + " 0");
        answer();
    }

    /** Waits for the answer to the last order: {@code done}, or what went wrong. */
    public String answer() throws InterruptedException {
        return answer(BOUND);
    }

    /** The same within another time than a minute. */
    public String answer(Duration bound) throws InterruptedException {
        return jvm.awaitLine(bound);
    }

    /** Ends the process at once, as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        jvm.kill();
    }

    @Override
    public void close() {
        jvm.close();
    }

    /** The other side: reads the configuration up to an empty line, then one order a line. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        TokenStoreProvider provider = ServiceLoader.load(TokenStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        Map<String, TokenStore.Lease> leases = new HashMap<>();
        try (TokenStore store = provider.create(readConfig(orders))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(execute(store, leases, order.split(" ", 3)));
            }
        }
    }

    private static MapProviderConfig readConfig(BufferedReader orders) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = orders.readLine(); line != null && !line.isEmpty(); line = orders.readLine()) {
            text.append(line).append('\n');
        }
        Properties properties = new Properties();
        properties.load(new StringReader(text.toString()));
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        String home = values.remove(HOME);
        return new MapProviderConfig(values, home == null ? null : Path.of(home), Clock.systemUTC());
    }

    private static String execute(TokenStore store, Map<String, TokenStore.Lease> leases, String[] order) {
        String name = order[1];
        int number = Integer.parseInt(order[2]);
        try {
            switch (order[0]) {
                case "increment-under-lease" -> {
                    for (int i = 0; i < number; i++) {
                        incrementUnderLease(store, name);
                    }
                    return "done";
                }
                case "increment" -> {
                    for (int i = 0; i < number; i++) {
                        while (!tryIncrement(store, name)) {
                            Thread.onSpinWait();
                        }
                    }
                    return "done";
                }
                case "lease" -> {
                    TokenStore.Lease lease = store.lease(name, Duration.ofMillis(number));
                    if (lease != null) {
                        leases.put(name, lease);
                    }
                    return lease == null ? "refused" : "held";
                }
                case "release" -> {
                    Objects.requireNonNull(leases.remove(name), name).close();
                    return "done";
                }
                default -> throw new IllegalArgumentException(order[0]);
            }
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static void incrementUnderLease(TokenStore store, String name) throws Exception {
        try (TokenStore.Lease lease = store.lease(name, BOUND)) {
            if (lease == null || !lease.outlives(Duration.ZERO)) {
                throw new IllegalStateException("no lease within " + BOUND);
            }
            if (!tryIncrement(store, name)) {
                throw new IllegalStateException("the entry was changed under the lease");
            }
        }
    }

    /** Adds one to the decimal number in the entry, by one compare-and-set. */
    static boolean tryIncrement(TokenStore store, String name) throws IOException {
        @Nullable VersionedEntry before = store.read(name);
        int value = before == null ? 0 : Integer.parseInt(new String(before.bytes(), StandardCharsets.UTF_8));
        byte[] after = Integer.toString(value + 1).getBytes(StandardCharsets.UTF_8);
        return store.replace(name, before == null ? null : before.version(), Entry.of(after));
    }
}
