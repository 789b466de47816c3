package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Authorization servers that do not say that they know PKCE with S256 (RFC 9700 §2.1.1). */
class MissingS256Test extends ClientTest {

    @Test
    void t24_a_server_that_names_no_method_is_refused() throws Exception {
        as.metadata(metadata -> metadata.remove("code_challenge_methods_supported"));
        assertRefusedBeforeTheBrowser();
    }

    @Test
    void t24_a_server_that_knows_plain_only_is_refused() throws Exception {
        as.metadata(metadata -> metadata.put("code_challenge_methods_supported", List.of("plain")));
        assertRefusedBeforeTheBrowser();
    }

    private void assertRefusedBeforeTheBrowser() throws Exception {
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log)
                .anyMatch(line -> line.contains("does not offer PKCE with S256")
                        && line.contains("safeconduct.server.api.allow-missing-s256=true"));
        assertThat(as.requestsTo("/authorize")).isEmpty();
        assertThat(as.requestsTo("/register")).isEmpty();
    }

    @Test
    void who_trusts_it_all_the_same_says_so_and_reads_it_in_the_log() throws Exception {
        as.metadata(metadata -> metadata.remove("code_challenge_methods_supported"));
        TestClient client = client("server.api.allow-missing-s256", "true");
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
        assertThat(client.log.stream().filter(line -> line.startsWith("WARN ")))
                .singleElement()
                .asString()
                .contains(as.issuer(), "S256", "safeconduct.server.api.allow-missing-s256");
        assertThat(as.requestsTo("/authorize").get(0).parameter("code_challenge_method"))
                .isEqualTo("S256");
    }

    /** The default endpoints of MCP 2025-03-26, at the server's own origin. */
    @Test
    void a_server_without_any_document_is_sent_s256() throws Exception {
        as.metadataAt();
        as.on(
                "/mcp",
                request -> isAuthorized(request)
                        ? Reply.text(200, "text/plain", "ok")
                        : Reply.status(401).header("WWW-Authenticate", "Bearer"));
        TestClient client = client("server.api.url", as.issuer() + "/mcp");
        assertThat(client.get(as.issuer() + "/mcp").status())
                .as(client.log.toString())
                .isEqualTo(200);
        assertThat(as.requestsTo("/authorize").get(0).parameter("code_challenge_method"))
                .isEqualTo("S256");
        assertThat(client.log).noneMatch(line -> line.startsWith("WARN "));
    }

    private boolean isAuthorized(RecordedRequest request) {
        String header = request.header("Authorization");
        return header != null && as.isActive(header.substring("Bearer ".length()));
    }
}
