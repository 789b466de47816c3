import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small MCP client: lists the tools of a server and calls the first one. It knows JSON-RPC and both wires of MCP, and
 * nothing of OAuth.
 */
final class SmallClient {

    /** The first revision without sessions: each request says by itself what an {@code initialize} said once. */
    private static final String STATELESS = "2026-07-28";

    private static final Pattern TOOL = Pattern.compile("\"tools\":\\[\\{\"name\":\"([^\"]+)\"");

    private final Http http;
    private final URI server;
    private final String version;
    private int requests;

    private SmallClient(Http http, URI server, String version) {
        this.http = http;
        this.server = server;
        this.version = version;
    }

    /** Exit code 1 with a message if a request is refused. */
    static void run(Http http, String server, String version) {
        try {
            new SmallClient(http, URI.create(server), version).listAndCall();
        } catch (Exception e) {
            System.err.println(e);
            System.exit(1);
        }
        System.exit(0); // some clients keep threads
    }

    private void listAndCall() throws Exception {
        if (!isStateless()) {
            request(
                    "initialize",
                    "\"protocolVersion\":\"" + version + "\",\"capabilities\":{},\"clientInfo\":" + info());
            post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "notifications/initialized", null);
        }
        Matcher tools = TOOL.matcher(request("tools/list", ""));
        if (!tools.find()) {
            throw new IllegalStateException("The server has no tools.");
        }
        request("tools/call", "\"name\":\"" + tools.group(1) + "\",\"arguments\":{}");
    }

    private String request(String method, String parameters) throws Exception {
        requests++;
        String all = !isStateless()
                ? parameters
                : parameters + (parameters.isEmpty() ? "" : ",")
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"" + version
                        + "\",\"io.modelcontextprotocol/clientCapabilities\":{}"
                        + ",\"io.modelcontextprotocol/clientInfo\":" + info() + "}";
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":" + requests + ",\"method\":\"" + method + "\",\"params\":{" + all + "}}";
        String response = post(body, method, method.equals("tools/call") ? parameters : null);
        if (!response.contains("\"result\"")) {
            throw new IllegalStateException(method + ": " + response);
        }
        return response;
    }

    private String post(String body, String method, String call) throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        headers.put("MCP-Protocol-Version", version);
        if (isStateless()) {
            headers.put("Mcp-Method", method);
            if (call != null) {
                headers.put("Mcp-Name", call.split("\"")[3]);
            }
        }
        Http.Response response = http.post(server, headers, body);
        if (response.status() / 100 != 2) {
            throw new IllegalStateException(method + ": HTTP " + response.status() + " " + response.body());
        }
        return response.body();
    }

    private boolean isStateless() {
        return version.compareTo(STATELESS) >= 0;
    }

    private static String info() {
        return "{\"name\":\"small-client\",\"version\":\"1\"}";
    }
}
