package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.OAuthException;

/**
 * A server that takes the ID token of the login at another: it is verified and passed on as it is. The other server's
 * login keeps it, and no store does a second time.
 */
final class IdTokenForwardingFlow extends KeptTokenFlow {

    IdTokenForwardingFlow() {
        super("from");
    }

    @Override
    public String name() {
        return "id_token_forwarding";
    }

    @Override
    public boolean passesOnIdToken(ServerConfig server) {
        return true;
    }

    @Override
    public String status() {
        return "the ID token of another server's login is passed on";
    }

    @Override
    public TokenRecord renew(GrantContext context, RenewalBasis basis) throws OAuthException {
        PassedOnLogin source = basis.source();
        if (source == null) {
            throw new IllegalStateException("a server without .from");
        }
        return context.idTokenRecord(source);
    }
}
