import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The MCP Java SDK, as its documentation shows it: lists the tools and calls the first one. */
final class McpSdk {

    private McpSdk() {}

    public static void main(String[] args) {
        URI server = URI.create(args[2]);
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        server.getScheme() + "://" + server.getAuthority())
                .endpoint(server.getPath())
                .build();
        try (McpSyncClient client = McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(25))
                .initializationTimeout(Duration.ofSeconds(25))
                .build()) {
            client.initialize();
            String tool = client.listTools().tools().get(0).name();
            client.callTool(new CallToolRequest(tool, Map.of()));
        } catch (RuntimeException e) {
            System.err.println(e);
            System.exit(1);
        }
        System.exit(0);
    }
}
