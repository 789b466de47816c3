package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.oauth.AuthorizationCodeGrant;

/** A person logs in in a browser (RFC 6749 §4.1). */
final class AuthorizationCodeFlow extends PersonFlow {

    AuthorizationCodeFlow() {
        super(AuthorizationCodeGrant.TYPE);
    }

    @Override
    public String name() {
        return AuthorizationCodeGrant.TYPE;
    }

    @Override
    public String status() {
        return "a person logs in";
    }
}
