package dev.safeconduct.it.servers;

import org.junit.jupiter.api.Tag;

/** node oidc-provider: a certified OpenID Provider; opaque tokens that are bound to a resource. */
@Tag("full")
class OidcProviderIT extends AuthorizationServerContract {

    @Override
    ServerProgram program() {
        return ServerProgram.node("oidc-provider");
    }

    @Override
    String withoutBoundTokens() {
        return "";
    }
}
