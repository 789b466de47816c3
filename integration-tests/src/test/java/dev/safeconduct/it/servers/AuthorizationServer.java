package dev.safeconduct.it.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/** A running authorization server behind a {@link Gateway}, and its protected resources, all on loopback. */
public abstract class AuthorizationServer implements AutoCloseable {
    private final Gateway gateway;
    private JsonNode metadata;

    AuthorizationServer(Gateway gateway) {
        this.gateway = gateway;
    }

    /** What its metadata are found by; a server may write it with a slash at the end. */
    public abstract String issuer();

    /** The issuer for clients that authenticate by a certificate, where it is not the one for all others. */
    String issuerOverTls() {
        return issuer();
    }

    /** The resource that takes tokens with the scope {@code mail:read}. */
    public abstract String mail();

    /** The resource that takes tokens with the scope {@code files:read}. */
    abstract String files();

    /** The resource that takes only tokens that are bound to a key (DPoP, RFC 9449), where the server issues such. */
    abstract String bound();

    /** From now on the resources refuse an access token, though its time is not over. */
    public abstract void invalidate(String accessToken);

    /** It forgets its registrations and logins, as one that keeps them in memory does when it is started again. */
    abstract void forget();

    /** The last lines of its log, for failure messages. */
    public abstract String logTail();

    @Override
    public abstract void close();

    /** What clients reach it by. */
    public final Gateway gateway() {
        return gateway;
    }

    /** Its metadata (RFC 8414). */
    public final JsonNode metadata() {
        if (metadata == null) {
            URI issuer = URI.create(issuer());
            metadata = read(issuer.resolve("/.well-known/oauth-authorization-server" + issuer.getPath()));
        }
        return metadata;
    }

    /** What came to an endpoint, in its order, since the start or {@link #forget()}; not what came over TLS. */
    final List<Exchange> exchanges(String endpoint) {
        String path =
                URI.create(metadata().path(endpoint + "_endpoint").asText()).getPath();
        return gateway.exchanges().stream()
                .filter(exchange -> exchange.path().equals(path))
                .toList();
    }

    /** What came to the token endpoint with a grant, likewise. */
    final List<Exchange> tokenRequests(String grant) {
        return exchanges("token").stream()
                .filter(exchange -> exchange.grant().equals(grant))
                .toList();
    }

    /** From now on connections to the authorization server are refused; the resources go on. */
    final void stop() {
        gateway.shut();
    }

    /** Ends what {@link #stop()} began. */
    final void comeBack() {
        gateway.reopen();
    }

    private static JsonNode read(URI document) {
        try (InputStream in = document.toURL().openStream()) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
