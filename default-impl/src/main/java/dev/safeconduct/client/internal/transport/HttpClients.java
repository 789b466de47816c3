package dev.safeconduct.client.internal.transport;

import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TransientException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The clients of {@code java.net.http} that our own calls go out by: one for all, and one for each certificate that a call
 * shows. Safe for all threads; blocks while one is made.
 */
final class HttpClients {

    /** A certificate that is replaced every hour leaves a client behind each time. */
    private static final int MOST_WITH_IDENTITY = 8;

    private final Duration connectTimeout;
    private final Executor executor;
    private final ProviderConfig settings;
    private final Proxies proxies;
    private final @Nullable HttpClient given;
    private final Map<TlsIdentity, Made> withIdentity = new LinkedHashMap<>();
    private @Nullable Made usual;
    private boolean closed;

    private record Made(HttpClient client, SelectorThread selector, Tls tls) {}

    /** @param given the one to use instead, which was made by the caller; or null */
    HttpClients(
            Duration connectTimeout,
            Executor executor,
            ProviderConfig settings,
            Proxies proxies,
            @Nullable HttpClient given) {
        this.connectTimeout = connectTimeout;
        this.executor = executor;
        this.settings = settings;
        this.proxies = proxies;
        this.given = given;
    }

    /**
     * The client that shows this certificate; that for all other calls where it is null.
     *
     * @param secure whether it is wanted for a server with TLS
     * @throws OAuthException if a file for TLS is not usable, or these are closed
     */
    synchronized HttpClient with(@Nullable TlsIdentity identity, boolean secure) throws OAuthException {
        if (closed) {
            throw new TransientException("The client was closed meanwhile.", null);
        }
        if (given != null && identity == null) {
            return given;
        }
        Made known = identity == null ? usual : withIdentity.get(identity);
        if (known == null || known.selector().isDead()) {
            known = make(identity);
            keep(identity, known);
        }
        if (secure) {
            known.tls().prepare();
        }
        return known.client();
    }

    private void keep(@Nullable TlsIdentity identity, Made made) {
        if (identity == null) {
            usual = made;
            return;
        }
        if (withIdentity.size() >= MOST_WITH_IDENTITY) {
            // What is under way there goes on: its thread ends when nothing refers to the client.
            withIdentity.remove(withIdentity.keySet().iterator().next());
        }
        withIdentity.put(identity, made);
    }

    private Made make(@Nullable TlsIdentity identity) {
        Tls tls = new Tls(settings, identity);
        // Its selector thread inherits from the thread that builds it.
        return Threads.uninterrupted(() -> {
            HttpClient built = HttpClient.newBuilder()
                    .connectTimeout(connectTimeout)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(executor)
                    .proxy(proxies)
                    .sslContext(tls.context())
                    .sslParameters(Tls.parameters())
                    .build();
            return new Made(built, SelectorThread.of(built), tls);
        });
    }

    /** Ends those that were made here. Nothing is sent any more. Idempotent. */
    synchronized void close() {
        closed = true;
        List<Made> all = new ArrayList<>(withIdentity.values());
        if (usual != null) {
            all.add(usual);
        }
        withIdentity.clear();
        usual = null; // before Java 21 its thread ends when nothing refers to it
        for (Made made : all) {
            Lifecycle.shutdownNow(made.client());
        }
    }
}
