package dev.safeconduct.it.servers;

import org.junit.jupiter.api.Tag;

/** The MCP TypeScript SDK's own server with its auth router; public clients, and an issuer with a slash at the end. */
@Tag("servers")
class McpSdkServerIT extends AuthorizationServerContract {

    @Override
    ServerProgram program() {
        return ServerProgram.node("mcp-sdk");
    }

    @Override
    String withoutClientCredentials() {
        return "the router's token endpoint knows codes and refresh tokens only";
    }
}
