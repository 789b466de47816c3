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
import javax.net.ssl.SSLContext;

/**
 * A program twice, with the agent and without it, and the servers that it calls. A fork is dear, so all tests of one
 * client on one JDK share these two; each test that changes something has a server of its own.
 */
final class ClientSession implements AutoCloseable {
    /** A name that only these programs know, for this machine. */
    static final String OTHER_HOST = "other.test";

    private static final List<String> APIS =
            List.of("plain", "stale", "closed", "streamed", "burst", "short", "slow", "round", "bodies");

    final RecordingSink sink = RecordingSink.start();
    final RecordingSink secureSink;

    /** A server like all others, only not in the configuration. */
    final Api unknown = Api.start();

    /** Over https. */
    final Api secure;

    final HostJvm withAgent;
    final HostJvm without;

    private final Map<String, Api> apis = new HashMap<>();

    ClientSession(Jdk jdk, String main) throws IOException {
        SelfSigned certificate = SelfSigned.create(TemporaryFolders.create("tls"));
        SSLContext tls = certificate.context();
        secureSink = RecordingSink.start("127.0.0.1", 0, tls);
        secure = Api.start(tls);
        List<Map<String, String>> settings = new ArrayList<>();
        for (String name : APIS) {
            Api api = Api.start();
            apis.put(name, api);
            settings.add(api.settings(name));
        }
        settings.add(secure.settings("secure"));

        Path hosts = Files.writeString(
                TemporaryFolders.create("hosts-file").resolve("hosts"), "127.0.0.1 localhost " + OTHER_HOST + "\n");
        String[] options = {
            "-Djdk.net.hosts.file=" + hosts,
            "-Djavax.net.ssl.trustStore=" + certificate.keyStore(),
            "-Djavax.net.ssl.trustStorePassword=" + SelfSigned.PASSWORD,
            "-Djdk.httpclient.allowRestrictedHeaders=host",
            "-Dsun.net.http.allowRestrictedHeaders=true"
        };
        withAgent = HostProgram.of(jdk, main)
                .option(options)
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
        without = HostProgram.of(jdk, main).option(options).start();
        apis.values().forEach(this::logIn);
        logIn(secure);
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
        return apis.values().stream().mapToInt(Api::tokenRequests).sum()
                + secure.tokenRequests()
                + unknown.tokenRequests();
    }

    @Override
    public void close() {
        withAgent.close();
        without.close();
        apis.values().forEach(Api::close);
        secure.close();
        unknown.close();
        sink.close();
        secureSink.close();
    }
}
