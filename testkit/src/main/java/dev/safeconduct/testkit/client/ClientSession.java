package dev.safeconduct.testkit.client;

import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A program twice, with the agent (or the adapter, where that alone is tested) and without it, and the servers that it
 * calls. A fork is dear, so all tests of one client on one JDK share these two; each test that changes something has a
 * server of its own.
 */
public final class ClientSession implements AutoCloseable {
    private static final List<String> APIS = List.of(
            "stale",
            "closed",
            "streamed",
            "burst",
            "short",
            "slow",
            "round",
            "steered",
            "bodies",
            "both",
            "scoped",
            "bound",
            "plain-socket");

    /** That of all servers with TLS. */
    public final SelfSigned certificate;

    public final RecordingSink sink = RecordingSink.start();
    public final RecordingSink secureSink;

    /** A server like all others, only not in the configuration. */
    public final Api unknown = Api.start();

    /** Over http; what comes to its port over TLS goes to {@link #secureSink}. */
    public final Api plain = Api.start();

    public final EitherScheme plainPort;

    /** Over https; what comes to its port in the clear goes to {@link #sink}. */
    public final Api secure;

    private final EitherScheme securePort;

    /** Has a name, {@link Names#NAMED}. */
    public final Api named;

    /** Another host, {@link Names#EVIL}, with the same port. */
    public final RecordingSink evil;

    /** Configured as a further URL of the server {@code steered}, on another host. */
    public final RecordingSink friend = RecordingSink.start("127.0.0.2", 0, null);

    /** {@code https://} with the name alone. Its port is not the one that the URL has: the way is through a proxy. */
    public final Api onDefaultPort;

    /** Its requests get tokens. */
    public final ClientProgram withAgent;

    /** Its requests are as it makes them. */
    public final ClientProgram without;

    private final Map<String, Api> apis = new HashMap<>();

    ClientSession(Object environment, ClientPrograms programs, Function<SelfSigned, List<Map<String, String>>> more)
            throws IOException {
        Api byName = Api.start(Names.NAMED);
        RecordingSink samePort = samePort(byName);
        while (samePort == null) { // something else has it there
            byName.close();
            byName = Api.start(Names.NAMED);
            samePort = samePort(byName);
        }
        named = byName;
        evil = samePort;
        certificate = SelfSigned.create(programs.newFolder("tls"), Names.NAMED, Names.OTHER);
        SSLContext tls = certificate.context();
        secureSink = RecordingSink.start("127.0.0.1", 0, tls);
        plainPort = new EitherScheme(secureSink.port(), plain.resource.port());
        plain.as("http://127.0.0.1:" + plainPort.port() + "/mcp");
        secure = Api.start(tls);
        securePort = new EitherScheme(secure.resource.port(), sink.port());
        secure.as("https://127.0.0.1:" + securePort.port() + "/mcp");
        onDefaultPort = Api.start(tls).as("https://" + Names.NAMED + "/mcp");

        List<Map<String, String>> settings = new ArrayList<>(List.of(
                plain.settings("plain"),
                secure.settings("secure"),
                named.settings("named"),
                onDefaultPort.settings("default-port")));
        settings.addAll(more.apply(certificate));
        for (String name : APIS) {
            apis.put(name, name.equals("bound") ? Api.start().demandingBoundTokens() : Api.start());
            settings.add(apis.get(name).settings(name));
        }
        settings.add(Map.of("safeconduct.server.steered.urls", friend.origin() + "/start"));
        ClientSurroundings surroundings = new ClientSurroundings(
                Files.writeString(programs.newFolder("hosts-file").resolve("hosts"), Names.hostsFile()),
                certificate.keyStore());
        withAgent = programs.start(environment, surroundings, settings);
        without = programs.startWithout(environment, surroundings);
        apis.values().forEach(this::logIn);
        Stream.of(plain, secure, named).forEach(this::logIn);
    }

    private static @Nullable RecordingSink samePort(Api api) {
        try {
            return RecordingSink.start("127.0.0.2", api.resource.port(), null);
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** The configured server of one test. */
    public Api api(String name) {
        return Objects.requireNonNull(apis.get(name), name);
    }

    /** The first request gets the token, at its 401; from then on there is one. */
    private void logIn(Api api) {
        Seen seen = withAgent.send(Call.get(api.url("")));
        if (seen.status() != 200) {
            throw new AssertionError("the first request: " + seen + withAgent.err());
        }
    }

    /** How often any authorization server was asked for a token. */
    public int tokenRequests() {
        return Stream.concat(apis.values().stream(), servers())
                .mapToInt(Api::tokenRequests)
                .sum();
    }

    /** Forgets what came to any server that a spelling of a URL may lead to. */
    public void forgetRequests() {
        servers().forEach(Api::forgetRequests);
        sinks().forEach(RecordingSink::forget);
    }

    /** The {@code Authorization} of each request to any of these servers; empty where there was none. */
    public List<String> authorizations() {
        return Stream.concat(
                        servers().flatMap(api -> api.resource.requests().stream()),
                        sinks().flatMap(other -> other.requests().stream()))
                .map(Api::authorization)
                .toList();
    }

    private Stream<Api> servers() {
        return Stream.of(plain, secure, named, onDefaultPort, unknown);
    }

    private Stream<RecordingSink> sinks() {
        return Stream.of(sink, secureSink, evil, friend);
    }

    @Override
    public void close() {
        withAgent.close();
        without.close();
        apis.values().forEach(Api::close);
        servers().forEach(Api::close);
        sinks().forEach(RecordingSink::close);
        plainPort.close();
        securePort.close();
    }
}
