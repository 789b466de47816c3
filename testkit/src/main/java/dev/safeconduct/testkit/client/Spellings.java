package dev.safeconduct.testkit.client;

import java.util.List;

/** URLs and paths about which parsers differ. */
final class Spellings {

    /** N is the configured host with its port, E another host with the same port, P that port. */
    private static final List<String> URLS = List.of(
            "http://N/mcp",
            "HTTP://N/mcp",
            "url:http://N/mcp",
            "http://N/mcp#@E/mcp",
            "http://N/mcp?@E/mcp",
            "http://N/mcp@E",
            "http://N#@E/mcp",
            "http://N?@E/mcp",
            "http://N\\@E/mcp",
            "http://N\\\\@E/mcp",
            "http://N;@E/mcp",
            "http://N%2f@E/mcp",
            "http://N%40E/mcp",
            "http://kiosk.test%40E/mcp",
            "http://kiosk.test%00.E/mcp",
            "http://kiosk.test\t@E/mcp",
            "http://kiosk.test\n@E/mcp",
            "http://kiosk.test:80:E/mcp",
            "http://N@N@E/mcp",
            "http://E@E@N/mcp",
            "http://E#@N/mcp",
            "http://E?@N/mcp",
            "http://E?x=@N/mcp",
            "http://E/@N/mcp",
            "http://E/mcp@N/mcp",
            "http://E\\@N/mcp",
            "http://E\\N/mcp",
            "http://E%23@N/mcp",
            "http://E%3f@N/mcp",
            "http://E%40N/mcp",
            "http://evil.test%40N/mcp",
            "http://evil.test%00N/mcp",
            "http://evil.test\\.N/mcp",
            "http://evil.test:80:N/mcp",
            "http://evil.test\u3002N/mcp",
            "http://E\t@N/mcp",
            "http://E N/mcp",
            "http://ki\tosk.test:P/mcp",
            "http://kiosk\n.test:P/mcp",
            "http://[kiosk.test]:P/mcp",
            "http://N:P/mcp",
            "http://kiosk.test:0P/mcp",
            "http://kiosk.test:+P/mcp",
            "http://kiosk.test: P/mcp",
            "http://kiosk.test:\u0661\u0662/mcp",
            " http://N/mcp",
            "http:\\\\N\\mcp",
            "http:/N/mcp",
            "http:N/mcp",
            "http:////N/mcp",
            "http:///mcp@N/mcp",
            "http://E/..//N/mcp",
            "http://E//N/mcp",
            "//N/mcp",
            "\\\\N/mcp");

    /** Not below {@code /mcp}, at least as some servers read them. */
    static final List<String> PATHS_ELSEWHERE = List.of(
            "",
            "/",
            "?/mcp",
            "#/mcp",
            "/mcp-evil",
            "/mcpx",
            "/mc",
            "/MCP",
            "/%6dcp",
            "//mcp",
            "/x/mcp",
            "/mcp;x=1",
            "/mcp/../admin",
            "/mcp/x/../../admin",
            "/mcp/..",
            "/mcp//../../admin",
            "/mcp/%2e%2e/admin",
            "/mcp/%2E%2E/admin",
            "/mcp/.%2e/admin",
            "/mcp/%252e%252e/admin",
            "/mcp/..%2fadmin",
            "/mcp/..%5cadmin",
            "/mcp/..;/admin",
            "/mcp/..;x=1/admin",
            "/mcp/..\\admin",
            "/mcp\\..\\admin",
            "/mcp%2f..%2fadmin",
            "/mcp/%00");

    private Spellings() {}

    static List<String> of(int port) {
        return URLS.stream()
                .map(url -> url.replaceAll("N(?=\\W|$)", Names.NAMED + ":P")
                        .replaceAll("E(?=\\W|$)", Names.EVIL + ":P")
                        .replaceAll("P(?=\\W|$)", Integer.toString(port)))
                .toList();
    }
}
