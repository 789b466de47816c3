package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of authorization servers by their issuers: looked for at all places where it may be, checked, and kept
 * for a while. Threads that ask for the same one at the same time share one fetch. Safe for all threads; blocks.
 */
public final class IssuerMetadata {

    /** How long metadata is believed where nothing else is said. */
    public static final Duration DEFAULT_CACHE_TTL = Duration.ofMinutes(30);

    private record Cached(AuthorizationServerMetadata metadata, Instant at) {}

    private final MetadataDiscovery source;
    private final Supplier<@Nullable String> alias;
    private final String remedy;
    private final Duration timeToLive;
    private final Clock clock;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();
    private final SingleFlight<String, @Nullable AuthorizationServerMetadata> flights = new SingleFlight<>();

    /**
     * @param alias gives what the metadata may also name as its issuer, or null
     * @param remedy what to do if it has something else, as the end of an error
     */
    public IssuerMetadata(
            MetadataDiscovery source,
            Supplier<@Nullable String> alias,
            String remedy,
            Duration timeToLive,
            Clock clock) {
        this.source = source;
        this.alias = alias;
        this.remedy = remedy;
        this.timeToLive = timeToLive;
        this.clock = clock;
    }

    /**
     * The metadata of an issuer.
     *
     * @return null if missing at any place
     * @throws OAuthException if that cannot be told, or a document is not what it has to be
     */
    public @Nullable AuthorizationServerMetadata find(String issuer) throws OAuthException {
        return find(issuer, true);
    }

    /** @param again whether to try again where another thread, which fetched for all, was interrupted */
    private @Nullable AuthorizationServerMetadata find(String issuer, boolean again) throws OAuthException {
        String key = key(issuer);
        Cached cached = cache.get(key);
        if (cached != null && isFresh(cached)) {
            return cached.metadata();
        }
        try {
            return flights.join(key, () -> fetched(issuer)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OAuthException cause) {
                if (again
                        && cause.getCause() instanceof InterruptedIOException
                        && !Thread.currentThread().isInterrupted()) {
                    return find(issuer, false);
                }
                throw cause;
            }
            throw new OAuthException(
                    "The metadata of an issuer was not read because of an internal error.", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(
                    "Interrupted while waiting for the metadata of " + issuer + ".", new InterruptedIOException());
        }
    }

    /** Forgets all that was fetched. */
    public void clear() {
        cache.clear();
    }

    /** An issuer without a path is the same with a slash after it; see {@link #checkIssuer}. */
    private static String key(String issuer) throws MetadataException {
        return isPathless(identifier(issuer)) ? WellKnown.stripSlash(issuer) : issuer;
    }

    private static boolean isPathless(URI identifier) {
        return identifier.getRawPath().isEmpty() || identifier.getRawPath().equals("/");
    }

    /** Fetches on the thread of the first who asks: the others wait for it. */
    private CompletableFuture<@Nullable AuthorizationServerMetadata> fetched(String issuer) {
        try {
            return CompletableFuture.completedFuture(fetch(issuer));
        } catch (OAuthException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable AuthorizationServerMetadata fetch(String issuer) throws OAuthException {
        URI identifier = identifier(issuer);
        for (URI location : WellKnown.authorizationServer(identifier)) {
            AuthorizationServerMetadata found = source.authorizationServer(identifier, location);
            if (found != null) {
                checkIssuer(issuer, identifier, found.issuer(), location);
                cache.values().removeIf(old -> !isFresh(old));
                cache.put(key(issuer), new Cached(found, clock.instant()));
                return found;
            }
        }
        return null;
    }

    /** Not what is from the future: then the clock was set back, and the age is unknown. */
    private boolean isFresh(Cached cached) {
        Duration age = Duration.between(cached.at(), clock.instant());
        return !age.isNegative() && age.compareTo(timeToLive) < 0;
    }

    /** The places where the metadata of an issuer may be, in the order in which they are looked at. */
    public static List<URI> locations(String issuer) throws MetadataException {
        return WellKnown.authorizationServer(identifier(issuer));
    }

    private static URI identifier(String issuer) throws MetadataException {
        return WellKnown.absolute(issuer, "issuer");
    }

    /** RFC 8414 §3.3: exact, but for one trailing slash where the issuer has no path. */
    private void checkIssuer(String asked, URI identifier, String found, URI location) throws IssuerMismatchException {
        boolean same = found.equals(asked)
                || (isPathless(identifier) && WellKnown.stripSlash(found).equals(WellKnown.stripSlash(asked)));
        if (!same && !found.equals(alias.get())) {
            throw new IssuerMismatchException("The metadata at " + location + " is of another issuer than " + asked
                    + ", so it may be forged. " + remedy);
        }
    }
}
