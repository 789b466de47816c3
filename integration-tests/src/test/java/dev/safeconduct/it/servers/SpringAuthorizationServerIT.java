package dev.safeconduct.it.servers;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Spring Authorization Server: clients that register get a secret; JWTs; resources as Spring Security guards them. */
@Tag("servers")
class SpringAuthorizationServerIT extends AuthorizationServerContract {

    @Override
    AuthorizationServer startServer(Duration tokenLifetime) {
        return ServerProcess.start(ServerProgram.spring(), tokenLifetime);
    }

    @Override
    Set<Feature> notOffered() {
        return EnumSet.of(Feature.TLS_CLIENT_AUTH, Feature.SELF_SIGNED_TLS_CLIENT_AUTH);
    }
}
