package dev.safeconduct.client.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.NetworkReach;
import dev.safeconduct.client.internal.transport.PrivateAuthority;
import dev.safeconduct.client.internal.transport.Transports;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects of servers on the internet, which are behind a proxy here; and a server inside, which is not to be reached. */
class HttpMetadataDiscoveryTest {

    @TempDir
    static Path directory;

    private static RecordingSink proxy;
    private static RecordingSink server;
    private static RecordingSink other;
    private static RecordingSink inside;
    private static HttpMetadataDiscovery discovery;

    @BeforeAll
    static void start() throws Exception {
        PrivateAuthority authority = PrivateAuthority.create(directory);
        proxy = RecordingSink.start().tunnels(true);
        server = RecordingSink.start("as.example", 0, authority.server("as.example"));
        other = RecordingSink.start("other.example", 0, authority.server("other.example"));
        inside = RecordingSink.start("localhost", 0, authority.server("localhost", "metadata.internal"));
        discovery = new HttpMetadataDiscovery(
                Transports.with(
                        "http.proxy", proxy.origin(),
                        "tls.ca-file", authority.certificateFile().toString()),
                () -> new EndpointPolicy(NetworkReach.INTERNET, false));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
        other.close();
        inside.close();
    }

    @BeforeEach
    void reset() {
        proxy.forget();
        server.forget();
        other.forget().answer(metadata());
        inside.forget().answer(metadata());
    }

    private static Reply metadata() {
        return Reply.json(200, Map.of("issuer", server.origin(), "resource", server.origin()));
    }

    private static Object authorizationServer() throws OAuthException {
        URI issuer = URI.create(server.origin());
        return discovery.authorizationServer(issuer, issuer.resolve("/.well-known/oauth-authorization-server"));
    }

    private static Object protectedResource() throws OAuthException {
        URI resource = URI.create(server.origin());
        return discovery.protectedResource(resource, resource.resolve("/.well-known/oauth-protected-resource"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:PORT/x",
                "https://127.0.0.1:PORT/x",
                "https://[::1]:PORT/x",
                "https://metadata.internal:PORT/x",
                "https://2130706433:PORT/x",
                "https://10.1.2.3/x",
                "https://169.254.169.254/latest",
                "http://localhost:PORT/x",
                "http://as.example/x",
                "https://as.example@metadata.internal:PORT/x",
                "ftp://as.example/x",
                "file:///etc/passwd",
            })
    void t20_a_redirect_leads_nowhere_that_a_first_address_would_not(String target) {
        server.answer(Reply.redirect(302, target.replace("PORT", Integer.toString(inside.port()))));

        assertThatThrownBy(HttpMetadataDiscoveryTest::authorizationServer)
                .isInstanceOf(InsecureEndpointException.class);
        assertThatThrownBy(HttpMetadataDiscoveryTest::protectedResource).isInstanceOf(InsecureEndpointException.class);
        assertThat(inside.connections()).isZero();
        assertThat(proxy.heads()).allMatch(head -> head.startsWith("CONNECT as.example:" + server.port() + " "));
    }

    @Test
    void t20_a_chain_is_judged_at_each_hop() {
        server.answer(Reply.redirect(307, other.origin() + "/next"));
        other.answer(Reply.redirect(307, inside.origin() + "/secret"));

        assertThatThrownBy(HttpMetadataDiscoveryTest::authorizationServer)
                .isInstanceOf(InsecureEndpointException.class);
        assertThat(other.requests()).hasSize(1);
        assertThat(inside.connections()).isZero();
    }

    @Test
    void t20_three_redirects_are_followed_and_no_more() {
        server.answer(Reply.redirect(301, "/again"));

        assertThatThrownBy(HttpMetadataDiscoveryTest::authorizationServer)
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("more than 3 times");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_redirect_to_another_host_on_the_internet_is_followed_for_an_authorization_server() throws Exception {
        server.answer(Reply.redirect(302, other.origin() + "/metadata"));

        assertThat(authorizationServer()).isNotNull();
        assertThat(other.requests()).hasSize(1);
    }

    @Test
    void t18_what_a_server_says_of_itself_is_on_its_own_origin_redirects_included() {
        server.answer(Reply.redirect(302, other.origin() + "/metadata"));

        assertThatThrownBy(HttpMetadataDiscoveryTest::protectedResource)
                .isInstanceOf(InsecureEndpointException.class)
                .hasMessageContaining("another host name (" + other.origin() + ")");
        assertThat(other.connections()).isZero();
    }
}
