package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which authorization servers sign (RFC 7517 §5), kept for a while. A token that no kept key has signed
 * makes them be fetched again, for servers change their keys; but not within a minute, so that tokens forged by a
 * client cannot have us hammer a server. Safe for all threads; blocks.
 */
final class KeySets {

    /** How long keys are believed. */
    static final Duration CACHE_TTL = Duration.ofMinutes(30);

    /** How old kept keys are at least when a token has them fetched again. */
    static final Duration LEAST_AGE = Duration.ofMinutes(1);

    /** How many keys are tried for one token; servers have two or three. */
    static final int MOST_TRIED = 16;

    /** What one server may fetch is not for another whose endpoints may not be there. */
    private record Source(URI jwksUri, EndpointPolicy policy) {}

    private record Fetched(List<JsonWebKey> keys, Instant at) {}

    private final Transport transport;
    private final Clock clock;
    private final Map<Source, Fetched> cache = new ConcurrentHashMap<>();

    KeySets(Transport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /** What the keys of a set say of a token. */
    enum Verdict {
        /** One of them has signed it. */
        SIGNED,
        /** One of them is the key that it names, and has not signed it. */
        FORGED,
        /** None of them can have signed it. */
        NO_KEY
    }

    /**
     * Whether a token is signed with a key of a set.
     *
     * @throws OAuthException if the set is unavailable; transient if that may pass
     */
    Verdict judge(SignedToken token, URI jwksUri, EndpointPolicy policy) throws OAuthException {
        Source source = new Source(jwksUri, policy);
        Fetched kept = cache.get(source);
        if (kept != null && isYounger(kept, CACHE_TTL)) {
            Verdict verdict = judge(token, kept.keys());
            if (verdict == Verdict.SIGNED || isYounger(kept, LEAST_AGE)) {
                return verdict;
            }
        }
        Fetched fetched = new Fetched(fetch(jwksUri, policy), clock.instant());
        cache.values().removeIf(old -> !isYounger(old, CACHE_TTL));
        cache.put(source, fetched);
        return judge(token, fetched.keys());
    }

    /** Not what is from the future: then the clock was set back, and the age is unknown. */
    private boolean isYounger(Fetched fetched, Duration limit) {
        Duration age = Duration.between(fetched.at(), clock.instant());
        return !age.isNegative() && age.compareTo(limit) < 0;
    }

    /** By the key that the token names; where it names none, by every one that may be it. */
    private static Verdict judge(SignedToken token, List<JsonWebKey> keys) {
        String id = token.keyId();
        List<JsonWebKey> candidates = keys.stream()
                .filter(key -> id == null || id.equals(key.id()))
                .filter(key -> key.fits(token.algorithm()))
                .limit(MOST_TRIED)
                .toList();
        if (candidates.isEmpty()) {
            return Verdict.NO_KEY;
        }
        boolean signed = candidates.stream().anyMatch(key -> Signatures.isSigned(token, key.key()));
        return signed ? Verdict.SIGNED : Verdict.FORGED;
    }

    private List<JsonWebKey> fetch(URI jwksUri, EndpointPolicy policy) throws OAuthException {
        HttpResult answer = transport.send(HttpCall.getJson(jwksUri), policy, "JWK set " + jwksUri);
        if (answer.status() != 200) {
            String message = "The keys of the authorization server at " + jwksUri + " are unavailable: HTTP "
                    + answer.status() + ". Without them the ID token cannot be verified.";
            boolean later = answer.status() == 429 || answer.status() >= 500;
            throw later ? new TransientException(message + " Try again later.", null) : new MetadataException(message);
        }
        Map<String, @Nullable Object> set = OAuthJson.parseObject(answer.body(), "JWK set at " + jwksUri);
        if (!(set.get("keys") instanceof List<?> keys)) {
            throw new MetadataException("The JWK set at " + jwksUri + " has no list \"keys\" (RFC 7517 §5).");
        }
        return keys.stream()
                .map(key -> key instanceof Map<?, ?> jwk ? JsonWebKey.read(jwk) : null)
                .filter(Objects::nonNull)
                .toList();
    }
}
