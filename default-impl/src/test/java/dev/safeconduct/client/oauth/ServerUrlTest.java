package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://h, https://h",
        "https://h/, https://h",
        "HTTPS://H.Example/Mcp, https://h.example/Mcp",
        "https://h:443/mcp, https://h/mcp",
        "https://h:/mcp, https://h/mcp",
        "https://h:80, https://h:80",
        "http://localhost:80/x, http://localhost/x",
        "http://localhost:8080/x, http://localhost:8080/x",
        "https://h/mcp/, https://h/mcp/",
        "https://h/a/./b/../c, https://h/a/c",
        "https://h/../.., https://h",
        "https://h/a/.., https://h",
        "https://h/a/b/.., https://h/a/",
        "https://h/a/., https://h/a/",
        "https://h//a, https://h//a",
        "https://h/a%20b;v=1, https://h/a%20b;v=1",
        "https://h./mcp, https://h./mcp",
        "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
        "https://127.0.0.1:1, https://127.0.0.1:1",
        "https://[::1]:65535/x, https://[::1]:65535/x",
        "https://[2001:DB8::A], https://[2001:db8::a]",
        "https://[::], https://[::]",
        "https://[1:2:3:4:5:6:7:8], https://[1:2:3:4:5:6:7:8]",
        "https://[1::3:0:0:8], https://[1::3:0:0:8]",
        "https://[fe80::1:0], https://[fe80::1:0]",
    })
    void canonical_text(String url, String text) {
        ServerUrl parsed = ServerUrl.parse(url);
        assertThat(parsed.text()).isEqualTo(text);
        assertThat(parsed.uri()).isEqualTo(URI.create(text));
        assertThat(ServerUrl.parse(text)).isEqualTo(parsed).hasSameHashCodeAs(parsed);
    }

    @ParameterizedTest
    @CsvSource({
        "'', begin with https",
        "h, begin with https",
        "https://, begin with https",
        "ftp://h, begin with https",
        "httpſ://h, begin with https",
        "'https://', begin with https",
        "https:///x, host name is missing",
        "https://:443/x, host name is missing",
        "https://me:CANARY@h/, user name or password",
        "https://CANARY@h/, user name or password",
        "https://h?CANARY, query",
        "https://h/x?CANARY, query",
        "https://h/x#CANARY, fragment",
        "https://h\\@evil, backslash",
        "https://h\\x, backslash",
        "https://bücher.example, punycode",
        "https://api。good, punycode",
        "https://\u212Aite.good, punycode",
        "https://a_b.example, hyphens",
        "https://a..b, empty",
        "https://.h, empty",
        "https://., empty",
        "https://-h, hyphens",
        "https://h%2egood, encoded",
        "https://h%00, encoded",
        "'https://h /x', encoded",
        "https://127.1, number",
        "https://2130706433, number",
        "https://0x7f000001, number",
        "https://0x7f.0.0.1, number",
        "https://127.0.0.01, number",
        "https://127.0.0.256, number",
        "https://127.0.0.1., number",
        "https://1.2.3.4.5, number",
        "https://h.1, number",
        "https://h.1a, digit",
        "https://[::ffff:1.2.3.4], shortest",
        "https://[::ffff:102:304], shortest",
        "https://[0:0:0:0:0:0:0:1], shortest",
        "https://[2001:db8::0001], shortest",
        "https://[1::4:0:0:0:8], shortest",
        "https://[::1, shortest",
        "https://[], shortest",
        "https://[1::2::3], shortest",
        "https://[:::], shortest",
        "https://[1:2:3:4:5:6:7], shortest",
        "https://[1:2:3:4:5:6:7::], shortest",
        "https://[fe80::1%25eth0], zone",
        "https://[fe80::1%eth0], zone",
        "https://[::1]x:1, shortest",
        "https://h:0, port",
        "https://h:65536, port",
        "https://h:x, port",
        "https://h:+1, port",
        "https://h:0443, port",
        "https://h:1:2, port",
        "https://h/%2e%2e/x, path",
        "https://h/a%2fb, path",
        "https://h/..;/x, path",
        "https://h/a//../b, path",
        "https://h/ü, path",
        "'https://h/a b', path",
        "https://h/%zz, path",
        "https://h/{x}, percent-encode",
    })
    void refusals(String url, String remark) {
        assertThatThrownBy(() -> ServerUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(remark)
                .hasMessageNotContaining("CANARY")
                .hasNoCause();
    }

    @Test
    void parts() {
        ServerUrl url = ServerUrl.parse("HTTPS://H.Example/a/b");
        assertThat(url.scheme()).isEqualTo("https");
        assertThat(url.host()).isEqualTo("h.example");
        assertThat(url.port()).isEqualTo(443);
        assertThat(url.path()).isEqualTo("/a/b");
        assertThat(url.origin()).isEqualTo(URI.create("https://h.example"));
        assertThat(url).hasToString("https://h.example/a/b");
        assertThat(ServerUrl.parse("http://[::1]:81/").origin()).isEqualTo(URI.create("http://[::1]:81"));
        assertThat(ServerUrl.parse("https://h/").path()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST, true",
        "127.0.0.1, true",
        "127.255.0.3, true",
        "[::1], true",
        "128.0.0.1, false",
        "localhost., false",
        "x.localhost, false",
        "127.0.0.1.evil.com, false",
        "[::2], false",
    })
    void loopback(String host, boolean loopback) {
        assertThat(ServerUrl.parse("https://" + host).isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h, https://h",
        "https://h/, https://h",
        "https://h//, https://h/",
        "https://h/mcp, https://h",
        "https://h/mcp/, https://h",
        "https://h/mcp//, https://h/mcp/",
        "https://h/sse, https://h",
        "https://h/sse/, https://h",
        "https://h/sse/mcp, https://h",
        "https://h/sse/mcp/, https://h",
        "https://h/mcp/sse, https://h/mcp",
        "https://h/mcp/mcp, https://h/mcp",
        "https://h/a/mcp, https://h/a",
        "https://h/xmcp, https://h/xmcp",
        "https://H:443/MCP, https://H:443/MCP",
        "'', ''",
    })
    void normalize_is_the_go_tools_rule(String url, String normalized) {
        assertThat(ServerUrl.normalize(url)).isEqualTo(normalized);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://", "https:/h", "https:h", "//h", " https://h"})
    void scheme_must_be_whole(String url) {
        assertThatThrownBy(() -> ServerUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
