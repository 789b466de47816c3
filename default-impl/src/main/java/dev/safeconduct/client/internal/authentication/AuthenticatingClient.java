package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.transport.TlsIdentity;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client at one authorization server, with what it has to authenticate by. Immutable; {@link #toString} shows no secret.
 *
 * @param information who it is, and by which method it authenticates
 * @param settings where its keys and assertions are
 * @param issuer the authorization server's issuer identifier; empty if that is not known
 * @param algorithms with what the authorization server lets clients sign
 */
public record AuthenticatingClient(
        ClientInformation information, ClientSettings settings, String issuer, SigningAlgorithms algorithms) {

    /**
     * The algorithms that an authorization server takes for the signature of a client
     * ({@code token_endpoint_auth_signing_alg_values_supported}, RFC 8414 §2). Asked only where the client has a choice.
     */
    @FunctionalInterface
    public interface SigningAlgorithms {
        /** Of a server of which nothing is known. */
        SigningAlgorithms UNKNOWN = List::of;

        /** Empty if the server names none. May block. */
        List<String> supported() throws OAuthException;
    }

    /** A client of which no more is known than it says itself. */
    public static AuthenticatingClient of(ClientInformation information) {
        return new AuthenticatingClient(information, ClientSettings.NONE, "", SigningAlgorithms.UNKNOWN);
    }

    /**
     * Adds to a request what authenticates the client, see {@link ClientAuthentication#authenticate}.
     *
     * @throws OAuthException if that is not possible, or the method is not supported
     */
    public void authenticate(RequestParts request) throws OAuthException {
        method().authenticate(this, request);
    }

    /** The key and certificate for the TLS of a request; null for the usual. */
    public @Nullable TlsIdentity tlsIdentity() throws OAuthException {
        return method().tlsIdentity(this);
    }

    private ClientAuthentication method() throws OAuthException {
        ClientAuthentication method = ClientAuthentications.named(information.authMethod());
        if (method == null) {
            throw new OAuthException("The client authentication method \"" + information.authMethod()
                    + "\" is not supported: " + String.join(", ", ClientAuthentications.names()) + " are."
                    + settings.remedies().text("If the server takes one of these, set", "client-auth", "<method>"));
        }
        return method;
    }

    /** The secret, for a method that needs one. */
    String secret() throws OAuthException {
        String secret = information.clientSecret();
        if (secret == null) {
            throw new OAuthException("The client authentication method \"" + information.authMethod()
                    + "\" needs a secret."
                    + settings.remedies().text("Set", "client-secret", "<secret>"));
        }
        return secret;
    }

    @Override
    public String toString() {
        return "AuthenticatingClient[" + information + ", " + issuer + "]";
    }
}
