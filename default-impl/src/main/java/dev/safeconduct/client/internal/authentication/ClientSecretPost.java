package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;

/** Id and secret in the form (RFC 6749 §2.3.1). */
final class ClientSecretPost implements ClientAuthentication {

    @Override
    public String name() {
        return CLIENT_SECRET_POST;
    }

    @Override
    public boolean needsSecret() {
        return true;
    }

    @Override
    public void authenticate(AuthenticatingClient client, RequestParts request) throws OAuthException {
        request.form().put(Grant.CLIENT_ID, client.information().clientId());
        request.form().put("client_secret", client.secret());
    }

    @Override
    public String remedies(Remedies remedies) {
        return remedies.text("If the secret is wrong, set", "client-secret", "<secret>")
                + remedies.text("If the server takes it in another way, set", "client-auth", CLIENT_SECRET_BASIC);
    }
}
