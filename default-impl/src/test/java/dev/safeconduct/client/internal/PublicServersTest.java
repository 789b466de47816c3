package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.client.internal.transport.PrivateAuthority;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.RecordingSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A program in a company: servers on the internet are reached through a proxy, their certificates come from the company's
 * authority, and there is something inside that they must not reach through us.
 */
class PublicServersTest {

    @TempDir
    static Path files;

    private static PrivateAuthority authority;
    private static SSLContext asTls;
    private static SSLContext apiTls;
    private static String keyStore;
    private static String browser;

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock();
    private final List<TestClient> clients = new ArrayList<>();
    private FakeAuthorizationServer as;
    private FakeProtectedResource api;
    private RecordingSink proxy;
    private RecordingSink inside;

    @BeforeAll
    static void create() throws Exception {
        authority = PrivateAuthority.create(files);
        asTls = authority.server("as.example");
        apiTls = authority.server("api.example");
        keyStore = authority.clientKeyStore().toString();
        Path hosts = Files.writeString(files.resolve("hosts"), "127.0.0.1 as.example\n");
        browser = String.join(
                " ",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts,
                "-Djavax.net.ssl.trustStore=" + authority.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + PrivateAuthority.PASSWORD,
                "-Djavax.net.ssl.keyStore=" + keyStore,
                "-Djavax.net.ssl.keyStorePassword=" + PrivateAuthority.PASSWORD,
                "-cp " + System.getProperty("java.class.path"),
                FollowingBrowser.class.getName());
    }

    @BeforeEach
    void start() {
        as = FakeAuthorizationServer.builder()
                .host("as.example")
                .tls(asTls)
                .clientCertificates(true)
                .clock(clock)
                .start();
        api = FakeProtectedResource.builder(as).host("api.example").tls(apiTls).start();
        proxy = RecordingSink.start().tunnels(true);
        inside = RecordingSink.start();
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        api.close();
        as.close();
        proxy.close();
        inside.close();
    }

    private TestClient client(String login) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("server.api.url", api.resource());
        settings.put("http.proxy", proxy.origin());
        settings.put("tls.ca-file", authority.certificateFile().toString());
        settings.put("tls.key-store", keyStore);
        settings.put("tls.key-store-password", PrivateAuthority.PASSWORD);
        settings.put("login", login);
        settings.put("login.wait", "20s");
        settings.put("browser.command", browser);
        TestClient client = new TestClient(directory, clock, settings);
        clients.add(client);
        return client;
    }

    /** What a program gets whose request was answered with this challenge. */
    private static Authorization answer(TestClient client, String challenge) throws Exception {
        return client.source()
                .reauthorize(Authorization.none(), AuthChallenges.parse(List.of(challenge)), true)
                .get(60, TimeUnit.SECONDS)
                .authorization();
    }

    @Test
    void login_and_refresh_through_a_proxy_with_a_private_authority_and_a_client_certificate() throws Exception {
        TestClient client = client("auto");
        assertThat(answer(client, api.challenge()).isNone())
                .as(client.log.toString())
                .isFalse();
        assertThat(as.tokenRequests("authorization_code")).hasSize(1);

        clock.forward(Duration.ofHours(2));
        TestClient later = client("never");
        assertThat(later.source().obtain().get(60, TimeUnit.SECONDS).isNone())
                .as(later.log.toString())
                .isFalse();
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(proxy.heads()).isNotEmpty().allMatch(head -> head.startsWith("CONNECT "));
        assertThat(proxy.sawAnywhere("refresh_token")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "authorization_endpoint, https://127.0.0.1:PORT/x",
        "authorization_endpoint, http://127.0.0.1:PORT/x",
        "token_endpoint, https://127.0.0.1:PORT/x",
        "token_endpoint, http://localhost:PORT/x",
        "token_endpoint, https://metadata.internal:PORT/x",
        "registration_endpoint, http://127.0.0.1:PORT/x",
        "registration_endpoint, https://10.1.2.3/x",
    })
    void t19_endpoints_of_a_server_on_the_internet_are_not_inside(String endpoint, String url) throws Exception {
        as.metadata(metadata -> metadata.put(endpoint, at(url)));
        TestClient client = client("auto");

        assertThat(answer(client, api.challenge()).isNone()).isTrue();
        assertNothingInside(client);
        assertThat(client.log).anyMatch(line -> line.contains("inside a private network"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1:PORT",
        "http://127.0.0.1:PORT",
        "https://localhost:PORT",
        "https://metadata.internal:PORT",
        "https://192.168.1.1",
    })
    void t19_the_authorization_server_of_a_server_on_the_internet_is_not_inside(String issuer) throws Exception {
        api.metadata(metadata -> metadata.put("authorization_servers", List.of(at(issuer))));
        TestClient client = client("auto");

        assertThat(answer(client, api.challenge()).isNone()).isTrue();
        assertNothingInside(client);
        assertThat(client.log).anyMatch(line -> line.contains("inside a private network"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:PORT/x",
        "https://127.0.0.1:PORT/x",
        "https://metadata.internal:PORT/x",
        "http://169.254.169.254/latest",
        "https://other.example:PORT/x",
    })
    void t18_metadata_of_a_server_are_on_its_own_origin(String location) throws Exception {
        TestClient client = client("auto");

        assertThat(answer(client, "Bearer resource_metadata=\"" + at(location) + "\"")
                        .isNone())
                .isTrue();
        assertNothingInside(client);
        assertThat(client.log).anyMatch(line -> line.contains("names metadata on another host name"));
    }

    private String at(String url) {
        return url.replace("PORT", Integer.toString(inside.port()));
    }

    private void assertNothingInside(TestClient client) {
        assertThat(inside.connections()).as(client.log.toString()).isZero();
        assertThat(proxy.heads())
                .allMatch(head -> head.startsWith("CONNECT as.example:") || head.startsWith("CONNECT api.example:"));
    }
}
