package dev.safeconduct.client.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.Configs;
import dev.safeconduct.client.internal.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerMatcherTest {

    @ParameterizedTest
    @CsvSource({
        "api.good, true",
        "API.Good, true",
        "127.0.0.1, true",
        "::1, true",
        "[::1], true",
        "api.good., false",
        "api.goo, false",
        "api.goodd, false",
        "good, false",
        "[api.good], false",
        "127.0.0.2, false",
        "::2, false",
        "refused.example, false",
        "'', false",
    })
    void a_host_is_known_on_any_port_and_path(String host, boolean isKnown) {
        ServerMatcher matcher = matcher(
                "https://api.good:8443/mcp",
                "https://api.good/other",
                "http://127.0.0.1:80",
                "http://[::1]:9000/mcp",
                "http://refused.example");
        assertThat(matcher.hasHost(host)).isEqualTo(isKnown);
    }

    @Test
    void each_of_many_hosts_is_known() {
        String[] urls = new String[1000];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = "https://host" + i + ".example:" + (i + 1);
        }
        ServerMatcher matcher = matcher(urls);
        for (int i = 0; i < urls.length; i++) {
            assertThat(matcher.hasHost("host" + i + ".example")).isTrue();
            assertThat(matcher.hasHost("other" + i + ".example")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"https,true", "HTTPS,true", "http,false", "httpſ,false", "ftp,false", "'',false"})
    void t03_scheme_is_exact(String scheme, boolean matches) {
        assertThat(matcher("https://api.good/mcp").match(scheme, "api.good", 443, "/mcp") != null)
                .isEqualTo(matches);
    }

    @Test
    void t03_no_downgrade_by_default_port() {
        assertThat(matcher("https://api.good").match("http", "api.good", -1, "/"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost, 8080, true",
        "http://127.0.0.1, 127.0.0.1, 80, true",
        "http://127.9.9.9, 127.9.9.9, 80, true",
        "http://[::1]:9000, ::1, 9000, true",
        "http://api.good, api.good, 80, false",
        "http://128.0.0.1, 128.0.0.1, 80, false",
        "http://localhost.evil, localhost.evil, 80, false",
        "http://127.0.0.1.evil.com, 127.0.0.1.evil.com, 80, false",
    })
    void t03_plain_http_only_to_this_machine(String url, String host, int port, boolean matches) {
        ServerConfig server = Configs.server(url);
        assertThat(new ServerMatcher(List.of(server)).match("http", host, port, "/") != null)
                .isEqualTo(matches);
    }

    @Test
    void t03_plain_http_where_allowed() {
        ServerConfig server = Configs.server("http://api.good", "allow-http", "true");
        assertThat(new ServerMatcher(List.of(server)).match("http", "api.good", -1, "/"))
                .isSameAs(server);
        assertThat(new ServerMatcher(List.of(server)).match("https", "api.good", -1, "/"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.good@evil",
                "evil@api.good",
                "user:x@api.good",
                "api.good:443",
                "api.good:443@evil",
                "api.good\\@evil",
                "api.good/",
                "api.good#",
                "api.good?",
                " api.good",
                "api.good ",
            })
    void t04_t05_host_with_more_in_it(String host) {
        assertNoMatch("https://api.good", host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api。good", "аpi.good", "ａpi.good", "api.goodſ", "api.good\u00ad", "xn--pi-7kc.good"})
    void t06_look_alike(String host) {
        assertNoMatch("https://api.good", host);
    }

    @Test
    void t06_unicode_case_folding() {
        // String.equalsIgnoreCase holds each pair for equal.
        assertNoMatch("https://kite.good", "\u212Aite.good");
        assertNoMatch("https://sun.good", "\u017fun.good");
    }

    @ParameterizedTest
    @CsvSource({
        "api.good, 443, true",
        "API.Good, -1, true",
        "api.good, -1, true",
        "api.good, 8443, false",
        "api.good, 80, false",
        "api.good, 0, false",
        "api.good., 443, false",
        "api..good, 443, false",
        "sub.api.good, 443, false",
        "pi.good, 443, false",
        "'', 443, false",
    })
    void t07_spellings(String host, int port, boolean matches) {
        for (String url :
                List.of("https://api.good", "HTTPS://Api.GOOD/", "https://api.good:443", "https://api.good:/")) {
            assertThat(matcher(url).match("https", host, port, "/x") != null)
                    .as(url)
                    .isEqualTo(matches);
        }
    }

    @Test
    void t07_trailing_dot_is_another_host() {
        assertThat(matcher("https://api.good.").match("https", "api.good.", -1, "/"))
                .isNotNull();
        assertNoMatch("https://api.good.", "api.good");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.good, api%2egood",
        "https://api.good, api.good%00",
        "https://127.0.0.1, 127.1",
        "https://127.0.0.1, 2130706433",
        "https://127.0.0.1, 0x7f.0.0.1",
        "https://127.0.0.1, 127.0.0.01",
        "https://127.0.0.1, localhost",
        "https://127.0.0.1, ::ffff:127.0.0.1",
        "https://127.0.0.1, [::ffff:7f00:1]",
        "https://[::1], 0:0:0:0:0:0:0:1",
        "https://[::1], ::1%lo",
        "https://[::1], [::1%25lo]",
        "https://[::1], [[::1]]",
        "https://[::1], localhost",
        "https://api.good, [api.good]",
    })
    void t08_odd_hosts(String url, String host) {
        assertNoMatch(url, host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2001:db8::a]", "2001:db8::a", "[2001:DB8::A]"})
    void t08_configured_literal(String host) {
        assertThat(matcher("https://[2001:db8::a]").match("https", host, -1, "/"))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/mcp, true",
        "/mcp/, true",
        "/mcp/x/y, true",
        "/mcp?x=/../.., true",
        "/mcp/a/../b, true",
        "/mcp/./b, true",
        "/mcp/a/.., true",
        "/x/../mcp, true",
        "/../mcp, true",
        "/mcp/..a, true",
        "/mcp/...;x/a, false",
        "/mcp/a%20b, true",
        "/mcp//x, true",
        "/mcp;v=1, false",
        "/mcp-evil, false",
        "/mcpx, false",
        "/mc, false",
        "/MCP, false",
        "//mcp, false",
        "/x/mcp, false",
        "/, false",
        "'', false",
        ", false",
        "mcp, false",
        "*, false",
        "/mcp/../admin, false",
        "/mcp/.., false",
        "/mcp/../../mcp-evil, false",
        "/mcp/a/../../admin, false",
        "/mcp//../../admin, false",
        "/mcp//../x, false",
        "/mcp/%2e%2e/admin, false",
        "/mcp/%2E%2E/admin, false",
        "/mcp/.%2e/admin, false",
        "/mcp/%252e%252e/admin, false",
        "/mcp/..%2fadmin, false",
        "/mcp/..%5cadmin, false",
        "/mcp/..\\admin, false",
        "/mcp\\..\\admin, false",
        "/mcp/..;/admin, false",
        "/mcp/.;/x, false",
        "/mcp/..;x=1/admin, false",
        "/mcp/%00, false",
        "/mcp/%0d%0a, false",
        "/mcp/%, false",
        "/mcp/%2, false",
        "/mcp/%zz, false",
        "/mcp/é, false",
        "'/mcp/a b', false",
        "/%6dcp, false",
    })
    void t09_whole_segments_after_dot_removal(String path, boolean matches) {
        assertThat(matcher("https://api.good/mcp").match("https", "api.good", -1, path) != null)
                .isEqualTo(matches);
        assertThat(matcher("https://api.good/mcp/").match("https", "api.good", -1, path) != null)
                .as("with a trailing slash")
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/..%3b/admin",
                "/mcp/..%3B/admin",
                "/mcp/..%3bx=1/admin",
                "/mcp/..%20/admin",
                "/mcp/%20../admin",
                "/mcp/..%09/admin",
                "/mcp/..%253b/admin",
                "/mcp/..%25253bx=1/admin",
                "/mcp/..%3fx/admin",
                "/mcp/..%23x/admin",
                "/mcp/.%c0%ae/admin",
                "/mcp/%c0%ae%c0%ae/admin",
                "/mcp/%C0%AE%C0%AE/admin",
                "/mcp/%c1%9c..%c1%9cadmin",
                "/mcp/..%c0%afadmin",
                "/mcp/%e0%80%ae%e0%80%ae/admin",
                "/mcp/%f0%80%80%ae%f0%80%80%ae/admin",
                "/mcp/%25c0%25ae%25c0%25ae/admin",
                "/mcp/%25252e%25252e/admin",
                "/mcp/..%25252fadmin",
                "/mcp/%2525252e%2525252e/admin",
            })
    void t09_dots_in_disguise_match_no_path(String path) {
        assertThat(matcher("https://api.good/mcp").match("https", "api.good", -1, path))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/mcp/a%3bb", "/mcp/a%20..", "/mcp/%c3%a9", "/mcp/%e2%82%ac", "/mcp/%f0%9f%98%80", "/mcp/50%25"})
    void t09_what_every_server_reads_alike_matches(String path) {
        assertThat(matcher("https://api.good/mcp").match("https", "api.good", -1, path))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/mcp/%2e%2e/admin", "*", "/..;/x", ""})
    void t09_server_without_path_has_the_whole_origin(String path) {
        assertThat(matcher("https://api.good/").match("https", "api.good", -1, path))
                .isNotNull();
    }

    @Test
    void longest_path_wins() {
        ServerMatcher matcher = matcher("https://h", "https://h/a/b", "https://h/a", "https://other/a/b/c");
        assertThat(name(matcher, "/a/b/c")).isEqualTo("https://h/a/b");
        assertThat(name(matcher, "/a/bc")).isEqualTo("https://h/a");
        assertThat(name(matcher, "/ab")).isEqualTo("https://h");
        assertThat(name(matcher, "/a/b/../c")).isEqualTo("https://h/a");
    }

    @Test
    void nulls_match_nothing() {
        assertThat(matcher("https://h").match(null, "h", -1, "/")).isNull();
        assertThat(matcher("https://h").match("https", null, -1, "/")).isNull();
        assertThat(matcher().match("https", "h", -1, "/")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50})
    void allocates_nothing(int servers) throws ReflectiveOperationException {
        List<ServerConfig> list = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            list.add(Configs.server("https://host" + (char) ('a' + i % 26) + i + ".example/mcp/v" + i));
        }
        ServerMatcher matcher = new ServerMatcher(list);
        int matches = calls(matcher, 20_000);
        long before = allocatedBytes();
        matches += calls(matcher, 100_000);
        long allocated = allocatedBytes() - before;
        assertThat(matches).isEqualTo(servers == 0 ? 0 : 120_000);
        // The measuring itself, and what the JIT may count for its own, are far below a byte for each call.
        assertThat(allocated).isLessThan(50_000);
    }

    /** By reflection, as the module under test does not read the one with the interface. */
    private static long allocatedBytes() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getThreadAllocatedBytes", long.class)
                .invoke(threads, Thread.currentThread().getId());
    }

    private static int calls(ServerMatcher matcher, int times) {
        int matches = 0;
        for (int i = 0; i < times; i++) {
            matches += matcher.match("https", "elsewhere.example", -1, "/mcp") == null ? 0 : 1;
            matches += matcher.match("HTTP", "HOSTA0.example", 8080, "/mcp/v0") == null ? 0 : 1;
            matches += matcher.match("HTTPS", "HostA0.Example", 443, "/mcp/../admin/./x?y=z") == null ? 0 : 1;
            matches += matcher.match("https", "hosta0.example", 443, "/mcp/v0/%2e%2e/") == null ? 0 : 1;
            matches += matcher.match("https", "hosta0.example", -1, "/mcp/x/../v0/tools") == null ? 0 : 1;
        }
        return matches;
    }

    private static void assertNoMatch(String url, String host) {
        assertThat(matcher(url).match("https", host, -1, "/")).isNull();
        assertThat(matcher(url).match("https", host, 443, "/")).isNull();
    }

    private static String name(ServerMatcher matcher, String path) {
        ServerConfig server = matcher.match("https", "h", -1, path);
        return server == null ? "none" : server.url().text();
    }

    private static ServerMatcher matcher(String... urls) {
        List<ServerConfig> servers = new ArrayList<>();
        for (String url : urls) {
            servers.add(Configs.server(url));
        }
        return new ServerMatcher(servers);
    }
}
