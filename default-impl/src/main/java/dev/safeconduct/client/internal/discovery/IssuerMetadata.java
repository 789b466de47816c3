package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.internal.concurrent.SingleFlight;
import dev.safeconduct.client.internal.text.IssuerTemplate;
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
import java.util.ArrayList;
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

    /** What tells metadata of an authorization server from other JSON. */
    private static final List<String> KIND = List.of("issuer", "authorization_endpoint", "token_endpoint");

    private record Cached(Look.Found<AuthorizationServerMetadata> found, Instant at) {}

    private final MetadataDiscovery source;
    private final Supplier<@Nullable String> alias;
    private final String remedy;
    private final Duration timeToLive;
    private final Clock clock;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();
    private final SingleFlight<String, Look<AuthorizationServerMetadata>> flights = new SingleFlight<>();

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
        return look(issuer).orNull();
    }

    /** The same, and why it is missing. */
    Look<AuthorizationServerMetadata> look(String issuer) {
        try {
            return look(issuer, identifier(issuer), true);
        } catch (MetadataException e) {
            return new Look.Contradicts<>(e);
        }
    }

    /** @param again whether to try again where another thread, which fetched for all, was interrupted */
    private Look<AuthorizationServerMetadata> look(String issuer, URI identifier, boolean again) {
        String key = key(identifier, issuer);
        Cached cached = cache.get(key);
        if (cached != null && isFresh(cached)) {
            return cached.found();
        }
        try {
            Look<AuthorizationServerMetadata> look = flights.join(
                            key, () -> CompletableFuture.completedFuture(fetch(issuer, identifier)))
                    .get();
            boolean interrupted = look instanceof Look.Failed<AuthorizationServerMetadata> failed
                    && failed.reason().getCause() instanceof InterruptedIOException;
            return interrupted && again && !Thread.currentThread().isInterrupted()
                    ? look(issuer, identifier, false)
                    : look;
        } catch (ExecutionException e) {
            return new Look.Failed<>(new OAuthException(
                    "The metadata of an issuer was not read because of an internal error.", e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Look.Failed<>(new TransientException(
                    "Interrupted while waiting for the metadata of " + issuer + ".", new InterruptedIOException()));
        }
    }

    /** Forgets all that was fetched. */
    public void clear() {
        cache.clear();
    }

    /** An issuer without a path is the same with a slash after it; see {@link #checkIssuer}. */
    private static String key(URI identifier, String issuer) {
        return isPathless(identifier) ? WellKnown.stripSlash(issuer) : issuer;
    }

    private static boolean isPathless(URI identifier) {
        return identifier.getRawPath().isEmpty() || identifier.getRawPath().equals("/");
    }

    /** On the thread of the first who asks: the others wait for it. */
    private Look<AuthorizationServerMetadata> fetch(String issuer, URI identifier) {
        List<Look.Place<AuthorizationServerMetadata>> places = new ArrayList<>();
        for (URI location : WellKnown.authorizationServer(identifier)) {
            places.add(() -> Look.guessed(location, at -> {
                AuthorizationServerMetadata found = ofKind(source.authorizationServer(identifier, at));
                if (found != null) {
                    checkIssuer(issuer, identifier, found.issuer(), at);
                }
                return found;
            }));
        }
        for (URI location : WellKnown.authorizationServerAtRoot(identifier)) {
            places.add(() -> Look.guessed(location, at -> {
                AuthorizationServerMetadata found = source.authorizationServer(identifier, at);
                // That of another issuer is in its right place there.
                return found != null && issuer.equals(found.members().get("issuer")) ? found : null;
            }));
        }
        Look<AuthorizationServerMetadata> look = Look.first(places);
        if (look instanceof Look.Found<AuthorizationServerMetadata> found) {
            cache.values().removeIf(old -> !isFresh(old));
            cache.put(key(identifier, issuer), new Cached(found, clock.instant()));
        }
        return look;
    }

    /** Null where an application responds to every path with some JSON of its own. */
    private static @Nullable AuthorizationServerMetadata ofKind(@Nullable AuthorizationServerMetadata document) {
        boolean kind = document != null && KIND.stream().anyMatch(document.members()::containsKey);
        return kind ? document : null;
    }

    /** Not what is from the future: then the clock was set back, and the age is unknown. */
    private boolean isFresh(Cached cached) {
        Duration age = Duration.between(cached.at(), clock.instant());
        return !age.isNegative() && age.compareTo(timeToLive) < 0;
    }

    /** The places where the metadata of an issuer may be, in the order in which they are looked at. */
    public static List<URI> locations(String issuer) throws MetadataException {
        URI identifier = identifier(issuer);
        List<URI> locations = new ArrayList<>(WellKnown.authorizationServer(identifier));
        locations.addAll(WellKnown.authorizationServerAtRoot(identifier));
        return locations;
    }

    private static URI identifier(String issuer) throws MetadataException {
        return WellKnown.absolute(issuer, "issuer");
    }

    /** RFC 8414 §3.3: exact, but for one trailing slash where the issuer has no path. */
    private void checkIssuer(String asked, URI identifier, String found, URI location) throws IssuerMismatchException {
        boolean same = found.equals(asked)
                || (isPathless(identifier) && WellKnown.stripSlash(found).equals(WellKnown.stripSlash(asked)));
        if (!same && !isAlias(found, identifier)) {
            throw new IssuerMismatchException("The metadata at " + location + " is of another issuer than " + asked
                    + ", so it may be forged. " + remedy);
        }
    }

    /** What the configuration says is the same; for all tenants of one origin where it is a template (THREATS 90). */
    private boolean isAlias(String found, URI identifier) {
        String configured = alias.get();
        if (configured == null || !IssuerTemplate.isTemplate(configured)) {
            return found.equals(configured);
        }
        URI origin = URI.create(IssuerTemplate.example(configured));
        return WellKnown.isSameOrigin(origin, identifier)
                && (found.equals(configured) || IssuerTemplate.matches(configured, found));
    }
}
