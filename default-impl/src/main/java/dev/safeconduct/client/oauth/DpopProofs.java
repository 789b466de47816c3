package dev.safeconduct.client.oauth;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Makes proofs that a client holds the key that its token is bound to (DPoP, RFC 9449 §4). Safe for all threads. */
@FunctionalInterface
public interface DpopProofs {

    /** The header field that carries a proof (RFC 9449 §4.1). */
    String HEADER = "DPoP";

    /**
     * A proof for one sending of one request: each has an identifier of its own. Signs, so it takes a fraction of a
     * millisecond; blocks for nothing else.
     *
     * @param method the method of the request
     * @param target where it goes; query and fragment do not count
     * @param nonce what the server wants to see (RFC 9449 §8 and §9), or null
     * @param accessToken the token that goes with it; null for a token request
     * @throws IllegalStateException if this Java runtime cannot sign with the key
     */
    String proof(String method, URI target, @Nullable String nonce, @Nullable String accessToken);
}
