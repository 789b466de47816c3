package dev.safeconduct.it.servers;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** The MCP TypeScript SDK's own server with its auth router; public clients, and an issuer with a slash at the end. */
@Tag("servers")
class McpSdkServerIT extends AuthorizationServerContract {

    @Override
    AuthorizationServer startServer(Duration tokenLifetime) {
        return ServerProcess.start(ServerProgram.node("mcp-sdk"), tokenLifetime);
    }

    /** The router's token endpoint knows codes and refresh tokens only. */
    @Override
    Set<Feature> notOffered() {
        return EnumSet.complementOf(EnumSet.of(Feature.REVOCATION));
    }
}
