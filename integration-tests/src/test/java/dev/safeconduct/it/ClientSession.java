package dev.safeconduct.it;

import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A program twice, with the agent and without it, and the servers that it calls. A fork is dear, so all tests of one
 * client on one JDK share these two; each test that changes something has a server of its own.
 */
final class ClientSession implements AutoCloseable {
    private static final List<String> APIS =
            List.of("stale", "closed", "streamed", "burst", "short", "slow", "round", "bodies", "both", "plain-socket");

    final RecordingSink sink = RecordingSink.start();
    final RecordingSink secureSink;

    /** A server like all others, only not in the configuration. */
    final Api unknown = Api.start();

    /** Over http; what comes to its port over TLS goes to {@link #secureSink}. */
    final Api plain = Api.start();

    final EitherScheme plainPort;

    /** Over https; what comes to its port in the clear goes to {@link #sink}. */
    final Api secure;

    private final EitherScheme securePort;

    /** Has a name, {@link Names#NAMED}. */
    final Api named = Api.start(Names.NAMED);

    /** Another host, {@link Names#EVIL}, with the same port. */
    final RecordingSink evil = RecordingSink.start("127.0.0.2", named.resource.port(), null);

    /** {@code https://} with the name alone. Its port is not the one that the URL has: the way is through a proxy. */
    final Api onDefaultPort;

    /** Speaks HTTP/2. */
    final Http2Api http2;

    final HostJvm withAgent;
    final HostJvm without;

    private final Map<String, Api> apis = new HashMap<>();

    ClientSession(Jdk jdk, String main, String libraries) throws IOException {
        SelfSigned certificate = SelfSigned.create(TemporaryFolders.create("tls"), Names.NAMED, Names.OTHER);
        SSLContext tls = certificate.context();
        secureSink = RecordingSink.start("127.0.0.1", 0, tls);
        plainPort = new EitherScheme(secureSink.port(), plain.resource.port());
        plain.as("http://127.0.0.1:" + plainPort.port() + "/mcp");
        secure = Api.start(tls);
        securePort = new EitherScheme(secure.resource.port(), sink.port());
        secure.as("https://127.0.0.1:" + securePort.port() + "/mcp");
        onDefaultPort = Api.start(tls).as("https://" + Names.NAMED + "/mcp");
        http2 = Http2Api.start(certificate);

        List<Map<String, String>> settings = new ArrayList<>(List.of(
                plain.settings("plain"),
                secure.settings("secure"),
                named.settings("named"),
                onDefaultPort.settings("default-port"),
                http2.settings("http2"),
                http2.secureSettings("http2-secure")));
        for (String name : APIS) {
            apis.put(name, Api.start());
            settings.add(apis.get(name).settings(name));
        }
        Path hosts = Files.writeString(TemporaryFolders.create("hosts-file").resolve("hosts"), Names.hostsFile());
        String[] options = {
            "-Djdk.net.hosts.file=" + hosts,
            "-Djavax.net.ssl.trustStore=" + certificate.keyStore(),
            "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD,
            "-Djdk.httpclient.allowRestrictedHeaders=host",
            "-Dsun.net.http.allowRestrictedHeaders=true"
        };
        withAgent = HostProgram.of(jdk, main)
                .libraries(libraries)
                .option(options)
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
        without = HostProgram.of(jdk, main).libraries(libraries).option(options).start();
        apis.values().forEach(this::logIn);
        Stream.of(plain, secure, named).forEach(this::logIn);
    }

    /** The configured server of one test. */
    Api api(String name) {
        return apis.get(name);
    }

    /** The first request gets the token, at its 401; from then on there is one. */
    private void logIn(Api api) {
        Seen seen = withAgent.send(Call.get(api.url("")));
        if (seen.status() != 200) {
            throw new AssertionError("the first request: " + seen + withAgent.err());
        }
    }

    /** How often any authorization server was asked for a token. */
    int tokenRequests() {
        return Stream.concat(apis.values().stream(), servers())
                .mapToInt(Api::tokenRequests)
                .sum();
    }

    /** Forgets what came to any server that a spelling of a URL may lead to. */
    void forgetRequests() {
        servers().forEach(Api::forgetRequests);
        sinks().forEach(RecordingSink::forget);
    }

    /** The {@code Authorization} of each request to any of these servers; empty where there was none. */
    List<String> authorizations() {
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
        return Stream.of(sink, secureSink, evil);
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
        http2.close();
    }
}
