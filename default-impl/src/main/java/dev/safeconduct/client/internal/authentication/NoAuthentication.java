package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.Grant;

/** A public client names itself (RFC 6749 §3.2.1). */
final class NoAuthentication implements ClientAuthentication {

    @Override
    public String name() {
        return NONE;
    }

    @Override
    public void authenticate(AuthenticatingClient client, RequestParts request) {
        String clientId = client.information().clientId();
        if (!clientId.isEmpty()) { // a grant that needs no client
            request.form().put(Grant.CLIENT_ID, clientId);
        }
    }

    @Override
    public String remedies(Remedies remedies) {
        return remedies.text("If the client has a secret, set", "client-secret", "<secret>");
    }
}
