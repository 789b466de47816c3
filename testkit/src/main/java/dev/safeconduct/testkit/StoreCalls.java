package dev.safeconduct.testkit;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStore.Lease;
import dev.safeconduct.spi.VersionedEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the client asks of a store, call by call, to be repeated on a store whose commands, statements or system calls are
 * to be counted. The client's own test holds its calls to these.
 */
public enum StoreCalls {
    /** A request of a program that knows its token. */
    REQUEST(""),

    /** The status of one server. */
    STATUS("read login"),

    /** A refresh in a running program, up to the end of its lease. */
    REFRESH("read login, lease login, read login, reserve login, replace login"),

    /** A login of a user of a web application, which is registered already: its begin and its end. */
    LOGIN("read new, read client, add flow, read flow, remove flow, read client, read client, read new, add new,"
            + " read pending, add issuer");

    private static final Map<String, String> NAMES = Map.of(
            "login", "sessions/" + "a".repeat(32),
            "new", "sessions/" + "b".repeat(32),
            "client", "registrations/" + "c".repeat(32),
            "flow", "flows/" + "d".repeat(32),
            "pending", "logins/" + "b".repeat(32),
            "issuer", "credentials/" + "e".repeat(32));

    /** Of about the size of a token record. */
    private static final int CONTENT = 1_000;

    private static final int ROOM = 64 * 1024;

    private final String steps;

    StoreCalls(String steps) {
        this.steps = steps;
    }

    private List<String> steps() {
        return steps.isEmpty() ? List.of() : List.of(steps.split(", ", -1));
    }

    /** The methods of {@link TokenStore} and {@link Lease} that are called, in order; without the end of the lease. */
    public List<String> methods() {
        return steps().stream()
                .map(step -> step.substring(0, step.indexOf(' ')))
                .map(method -> method.equals("add") ? "replace" : method)
                .toList();
    }

    /** Writes what there is before: a login, a client, and that an issuer is known. Once for each store. */
    public static void prepare(TokenStore store) throws Exception {
        for (String there : List.of("login", "client", "issuer")) {
            store.replace(name(there), null, entry(there));
        }
    }

    /**
     * Makes the calls, each of these once on a store that was {@linkplain #prepare prepared}. May block.
     *
     * @throws IllegalStateException if one of them does not do what it does for the client
     */
    public void repeat(TokenStore store) throws Exception {
        Map<String, String> versions = new HashMap<>();
        Lease lease = null;
        for (String step : steps()) {
            String what = step.substring(step.indexOf(' ') + 1);
            String name = name(what);
            switch (step.substring(0, step.indexOf(' '))) {
                case "read" -> versions.put(name, version(store.read(name)));
                case "lease" -> lease = store.lease(name, Duration.ofSeconds(20));
                case "reserve" -> Objects.requireNonNull(lease).reserve(ROOM);
                case "replace" -> check(store.replace(name, versions.get(name), entry(what)), step);
                case "add" -> check(store.replace(name, null, entry(what)) != what.equals("issuer"), step);
                case "remove" -> check(store.remove(name, Objects.requireNonNull(versions.get(name))), step);
                default -> throw new IllegalStateException(step);
            }
        }
        if (lease != null) {
            lease.close();
        }
    }

    private static @Nullable String version(@Nullable VersionedEntry entry) {
        return entry == null ? null : entry.version();
    }

    private static void check(boolean asExpected, String step) {
        if (!asExpected) {
            throw new IllegalStateException("It does not do: " + step);
        }
    }

    private static String name(String what) {
        return Objects.requireNonNull(NAMES.get(what), what);
    }

    private static Entry entry(String what) {
        Map<Index, String> index = Set.of("login", "new").contains(what)
                ? Map.of(
                        Index.SESSION, "user:" + what,
                        Index.SERVER, "https://api.example.com/mcp",
                        Index.ISSUER, "https://as.example.com")
                : Map.of(Index.SERVER, "https://api.example.com/mcp");
        Instant end = what.equals("flow") ? Instant.now().plusSeconds(600) : null;
        return new Entry(new byte[CONTENT], index, end);
    }
}
