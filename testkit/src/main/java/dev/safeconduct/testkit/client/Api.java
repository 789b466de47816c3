package dev.safeconduct.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordedRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A protected resource with an authorization server of its own, so that what one test does to it no other notices. */
public final class Api implements AutoCloseable {
    public static final String CLIENT = "robot";
    public static final String SECRET = "secret-of-the-robot";
    public static final String SECRET_VARIABLE = "ROBOT_SECRET";

    private static final Duration LIFETIME = Duration.ofSeconds(1);

    public final FakeAuthorizationServer issuer;
    public final FakeProtectedResource resource;

    private Api(String host, @Nullable SSLContext tls) {
        issuer = FakeAuthorizationServer.start().client(CLIENT, SECRET);
        var builder = FakeProtectedResource.builder(issuer).host(host);
        resource = (tls == null ? builder : builder.tls(tls)).start();
    }

    public static Api start() {
        return start("127.0.0.1");
    }

    public static Api start(String host) {
        return new Api(host, null);
    }

    public static Api start(SSLContext tls) {
        return new Api("127.0.0.1", tls);
    }

    /** Changes its URL to one that leads to it as well. */
    public Api as(String url) {
        resource.resource(url);
        return this;
    }

    /** Issues and takes tokens that are bound to a key (DPoP, RFC 9449), and no others. */
    Api demandingBoundTokens() {
        issuer.dpop(true);
        resource.dpop(true);
        return this;
    }

    /** The settings for a service that gets its tokens by itself. */
    public Map<String, String> settings(String name) {
        Map<String, String> settings = settings(name, resource.resource(), issuer);
        if (!origin().equals(resource.origin())) {
            settings.put(
                    "safeconduct.server." + name + ".resource-metadata",
                    resource.url("/.well-known/oauth-protected-resource/mcp"));
        }
        return settings;
    }

    public static Map<String, String> settings(String name, String url, FakeAuthorizationServer issuer) {
        Map<String, String> settings = new LinkedHashMap<>();
        String prefix = "safeconduct.server." + name + ".";
        settings.put(prefix + "url", url);
        settings.put(prefix + "issuer", issuer.issuer());
        settings.put(prefix + "grant", "client_credentials");
        settings.put(prefix + "client-id", CLIENT);
        settings.put(prefix + "client-secret", "${env:" + SECRET_VARIABLE + "}");
        if (!url.contains("127.0.0.1")) {
            settings.put(prefix + "allow-http", "true");
            settings.put(prefix + "allow-private-issuer", "true");
        }
        return settings;
    }

    /** Scheme, host and port. */
    public String origin() {
        return resource.resource().substring(0, resource.resource().lastIndexOf('/'));
    }

    /** The same host and port, and not the scheme. */
    public String originWithOtherScheme() {
        return origin().startsWith("https:")
                ? origin().replace("https:", "http:")
                : origin().replace("http:", "https:");
    }

    /** A URL below the resource. */
    public String url(String below) {
        return resource.resource() + below;
    }

    /**
     * Replaces the token that the agent has by one that the agent is told will end within a second, and waits until the
     * agent must take it for ended. The server takes it until then, however busy the machine is: it ends no earlier here
     * than there, and no later.
     */
    public void letTokenExpire(ClientProgram host) throws InterruptedException {
        issuer.tokenResponse(members -> members.put("expires_in", LIFETIME.toSeconds()))
                .endAccessTokens();
        assertThat(host.send(Call.get(url(""))).status()).isEqualTo(200);
        long known = System.nanoTime();
        issuer.tokenResponse(members -> {});
        Conditions.await("the token has expired", () -> System.nanoTime() - known > LIFETIME.toNanos());
        issuer.endAccessTokens();
    }

    /** How often a token was asked for. */
    public int tokenRequests() {
        return issuer.requestsTo("/token").size();
    }

    /** The {@code Authorization} of each request to a path; empty where there was none. */
    public List<String> authorizations(String path) {
        return resource.requestsTo(path).stream().map(Api::authorization).toList();
    }

    public static String authorization(RecordedRequest request) {
        List<String> values = request.headers("Authorization");
        return String.join(" AND ", values);
    }

    /** Whether a request has a bearer token that is good. */
    public boolean isAuthorized(RecordedRequest request) {
        String value = authorization(request);
        return value.startsWith("Bearer ")
                && issuer.lookup(value.substring("Bearer ".length())).isPresent();
    }

    public void forgetRequests() {
        issuer.forgetRequests();
        resource.forgetRequests();
    }

    @Override
    public void close() {
        resource.close();
        issuer.close();
    }
}
