package dev.safeconduct.it.servers;

import org.junit.jupiter.api.Tag;

/** Spring Authorization Server: clients that register get a secret; JWTs; resources as Spring Security guards them. */
@Tag("servers")
class SpringAuthorizationServerIT extends AuthorizationServerContract {

    @Override
    ServerProgram program() {
        return ServerProgram.spring();
    }
}
