package dev.safeconduct.client;

import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.internal.concurrent.Workers;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.NetworkReach;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.spi.ProviderConfig;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Builds an {@link OAuthClient}. For one thread. Every option may be set once. */
public final class OAuthClientBuilder {

    private @Nullable HttpClient httpClient;
    private @Nullable Duration timeout;
    private @Nullable Duration metadataCacheTtl;
    private @Nullable Clock clock;
    private @Nullable NetworkReach reach;
    private @Nullable Boolean http;

    OAuthClientBuilder() {}

    /**
     * Sends with an HTTP client of the program's own: its proxies, its TLS, its threads. It stays open when the OAuth
     * client is closed. Default: one of our own, with the JVM's trusted certificates and its proxies for https.
     *
     * @throws IllegalArgumentException if it follows redirects itself: a redirect could carry secrets anywhere
     */
    public OAuthClientBuilder httpClient(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("The HTTP client follows redirects, which could carry secrets to another"
                    + " server. Build it with followRedirects(HttpClient.Redirect.NEVER).");
        }
        this.httpClient = SetOnce.value(httpClient, client, "httpClient");
        return this;
    }

    /** How long one call may take, to the last byte. Default: {@link OAuthClient#DEFAULT_HTTP_TIMEOUT}. */
    public OAuthClientBuilder timeout(Duration perCall) {
        this.timeout = SetOnce.value(timeout, positive(perCall, "timeout"), "timeout");
        return this;
    }

    /**
     * How long authorization server metadata is believed. Default: {@link OAuthClient#DEFAULT_METADATA_CACHE_TTL}.
     *
     * @param ttl zero to fetch it each time
     */
    public OAuthClientBuilder metadataCacheTtl(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("The metadataCacheTtl is negative.");
        }
        this.metadataCacheTtl = SetOnce.value(metadataCacheTtl, ttl, "metadataCacheTtl");
        return this;
    }

    /** Tells the time. Default: the system's clock. */
    public OAuthClientBuilder clock(Clock newClock) {
        this.clock = SetOnce.value(clock, newClock, "clock");
        return this;
    }

    /**
     * Allows endpoints that have an address of this machine or of a private network, and {@code http} on this machine.
     * Not allowed by default: an issuer is often named by a server, which must not send us to where only we can go.
     */
    public OAuthClientBuilder allowPrivateAddresses() {
        this.reach = SetOnce.value(reach, NetworkReach.MACHINE, "allowPrivateAddresses");
        return this;
    }

    /** Allows {@code http} everywhere. Not allowed by default: everybody on the way could read the tokens. */
    public OAuthClientBuilder allowHttp() {
        this.http = SetOnce.value(http, true, "allowHttp");
        return this;
    }

    private static Duration positive(Duration duration, String name) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("The " + name + " is not positive.");
        }
        return duration;
    }

    /** The client. Starts no thread and connects to nothing. */
    public OAuthClient build() {
        ProviderConfig settings = new NoSettings(clock());
        Duration perCall = timeout == null ? OAuthClient.DEFAULT_HTTP_TIMEOUT : timeout;
        if (httpClient != null) {
            return new OAuthClient(this, new Transport(httpClient, perCall, settings), null);
        }
        Workers threads = new Workers("http");
        return new OAuthClient(this, new Transport(perCall, perCall, threads, settings), threads);
    }

    /** No configuration but the builder's own. */
    private record NoSettings(Clock clock) implements ProviderConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public @Nullable Path homeDirectory() {
            return null;
        }

        @Override
        public ThreadFactory threads() {
            return new Threads("provider");
        }
    }

    EndpointPolicy policy() {
        return new EndpointPolicy(reach == null ? NetworkReach.INTERNET : reach, http != null);
    }

    Duration metadataCacheTtl() {
        return metadataCacheTtl == null ? OAuthClient.DEFAULT_METADATA_CACHE_TTL : metadataCacheTtl;
    }

    Clock clock() {
        return clock == null ? Clock.systemUTC() : clock;
    }
}
