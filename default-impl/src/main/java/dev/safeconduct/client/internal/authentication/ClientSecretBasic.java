package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Id and secret in a header field (RFC 6749 §2.3.1), both form-encoded first. */
final class ClientSecretBasic implements ClientAuthentication {

    @Override
    public String name() {
        return CLIENT_SECRET_BASIC;
    }

    @Override
    public boolean needsSecret() {
        return true;
    }

    @Override
    public void authenticate(AuthenticatingClient client, RequestParts request) throws OAuthException {
        String credentials = Form.encode(client.information().clientId()) + ":" + Form.encode(client.secret());
        String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        request.headers().put(Authorization.HEADER, "Basic " + encoded);
    }

    @Override
    public String remedies(Remedies remedies) {
        return remedies.text("If the secret is wrong, set", "client-secret", "<secret>")
                + remedies.text("If the server takes it in another way, set", "client-auth", CLIENT_SECRET_POST);
    }
}
