package dev.safeconduct.it.servers;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** node oidc-provider: a certified OpenID Provider; opaque tokens that are bound to a resource. */
@Tag("full")
class OidcProviderIT extends AuthorizationServerContract {

    @Override
    AuthorizationServer startServer(Duration tokenLifetime) {
        return ServerProcess.start(ServerProgram.node("oidc-provider"), tokenLifetime);
    }

    @Override
    Set<Feature> notOffered() {
        return EnumSet.of(Feature.TOKEN_EXCHANGE);
    }

    @Override
    boolean demandsNonce() {
        return true;
    }
}
