package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Client authentication at the token endpoint (RFC 6749 §2.3), as a function that adds to a request. */
@FunctionalInterface
public interface ClientAuthentication {

    /** A public client, which does not authenticate. */
    String NONE = "none";
    /** Id and secret in a header field. */
    String CLIENT_SECRET_BASIC = "client_secret_basic";
    /** Id and secret in the form. */
    String CLIENT_SECRET_POST = "client_secret_post";

    /** Whether a method sends a secret of the client. */
    static boolean needsSecret(String method) {
        return method.equals(CLIENT_SECRET_BASIC) || method.equals(CLIENT_SECRET_POST);
    }

    /** Adds what authenticates the client to the form or to the headers of a request. */
    void authenticate(Map<String, String> form, Map<String, String> headers);

    /**
     * The method that a client uses.
     *
     * @throws OAuthException if the method is not known, or needs a secret that the client does not have
     */
    static ClientAuthentication of(ClientInformation client, Remedies remedies) throws OAuthException {
        return switch (client.authMethod()) {
            case NONE -> (form, headers) -> form.put(Grant.CLIENT_ID, client.clientId());
            case CLIENT_SECRET_POST -> {
                String secret = secret(client, remedies);
                yield (form, headers) -> {
                    form.put(Grant.CLIENT_ID, client.clientId());
                    form.put("client_secret", secret);
                };
            }
            case CLIENT_SECRET_BASIC -> {
                // RFC 6749 §2.3.1: both parts are form-encoded first.
                String credentials = Form.encode(client.clientId()) + ":" + Form.encode(secret(client, remedies));
                String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
                yield (form, headers) -> headers.put(Authorization.HEADER, "Basic " + encoded);
            }
            default ->
                throw new OAuthException("The client authentication method \"" + client.authMethod()
                        + "\" is not supported: none, client_secret_basic and client_secret_post are."
                        + remedies.text("If the server takes one of these, set", "client-auth", "<method>"));
        };
    }

    private static String secret(ClientInformation client, Remedies remedies) throws OAuthException {
        String secret = client.clientSecret();
        if (secret == null) {
            throw new OAuthException("The client authentication method \"" + client.authMethod()
                    + "\" needs a secret."
                    + remedies.text("Set", "client-secret", "<secret>"));
        }
        return secret;
    }
}
