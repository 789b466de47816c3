package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.internal.transport.TlsIdentity;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method of client authentication (RFC 6749 §2.3). What a method needs, how it adds to a request and what to do when
 * it is refused is known to its class alone. Stateless and safe for all threads.
 */
public interface ClientAuthentication {

    /** A public client, which does not authenticate. */
    String NONE = "none";
    /** Id and secret in a header field. */
    String CLIENT_SECRET_BASIC = "client_secret_basic";
    /** Id and secret in the form. */
    String CLIENT_SECRET_POST = "client_secret_post";

    /** Its name in the registry of RFC 7591 §4.2. */
    String name();

    /**
     * The settings of a configured client without which the method cannot work: of each list one. Empty where a client that
     * was registered dynamically can use the method too.
     */
    default List<List<String>> requiredSettings() {
        return List.of();
    }

    /** The settings any of which says that it is meant where {@code client-auth} is not set. */
    default List<String> impliedBy() {
        return List.of();
    }

    /** Whether it needs a secret that the client shares with the authorization server. */
    default boolean needsSecret() {
        return false;
    }

    /**
     * Adds what authenticates the client to the form or the headers of one request; called for each request that is sent. Reads the
     * credential, so it may block.
     *
     * @throws OAuthException if the client lacks what the method needs, or it must not be sent to this authorization
     *     server; the message names the setting and the remedy, and quotes no credential
     */
    void authenticate(AuthenticatingClient client, RequestParts request) throws OAuthException;

    /** Whether requests go to the {@code mtls_endpoint_aliases} of the authorization server (RFC 8705 §5). */
    default boolean isMutualTls() {
        return false;
    }

    /**
     * The key and certificate for the TLS of one request; null for the usual. Reads files, so it may block.
     *
     * @throws OAuthException if they are not usable; the message names the setting
     */
    default @Nullable TlsIdentity tlsIdentity(AuthenticatingClient client) throws OAuthException {
        return null;
    }

    /** What to do where the authorization server refuses the client; see {@link Remedies}. */
    String remedies(Remedies remedies);
}
