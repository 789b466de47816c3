package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.client.oauth.AuthorizationCodeGrant;
import dev.safeconduct.client.oauth.AuthorizationRequest;
import dev.safeconduct.client.oauth.ClientCredentialsGrant;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.client.oauth.PkceChallenge;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.GrantedToken;
import dev.safeconduct.testkit.MetadataLocation;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol against a real server over the wire. */
class OAuthClientTest {

    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";
    private static final URI REDIRECT = URI.create("http://127.0.0.1:1/callback");

    private final MovableClock clock = new MovableClock();
    private final FakeAuthorizationServer as = FakeAuthorizationServer.start();
    private final OAuthClient client =
            OAuthClient.builder().allowPrivateAddresses().clock(clock).build();

    @AfterEach
    void close() {
        client.close();
        as.close();
    }

    private URI tokenEndpoint() {
        return URI.create(as.issuer() + "/token");
    }

    // Metadata

    @Test
    void metadata_is_that_of_rfc_8414() throws Exception {
        as.metadataAt(MetadataLocation.OAUTH);
        AuthorizationServerMetadata metadata = client.discoverMetadata(as.issuer());
        assertThat(metadata.issuer()).isEqualTo(as.issuer());
        assertThat(metadata.tokenEndpoint()).isEqualTo(tokenEndpoint());
        assertThat(paths()).containsExactly(OAUTH);
    }

    @Test
    void metadata_is_that_of_openid_connect_where_there_is_no_other() throws Exception {
        as.metadataAt(MetadataLocation.OPENID_INSERTED);
        assertThat(client.discoverMetadata(as.issuer()).jwksUri()).isNotNull();
        assertThat(paths()).containsExactly(OAUTH, OPENID);
    }

    @ParameterizedTest
    @CsvSource({"OAUTH,1", "OPENID_INSERTED,2", "OPENID_APPENDED,3"})
    void an_issuer_with_a_path_has_three_places(MetadataLocation location, int looked) throws Exception {
        try (FakeAuthorizationServer tenant =
                FakeAuthorizationServer.builder().path("/tenant/v2.0").start()) {
            tenant.metadataAt(location);
            assertThat(client.discoverMetadata(tenant.issuer()).issuer()).isEqualTo(tenant.issuer());
            assertThat(tenant.requests().stream().map(request -> request.path()))
                    .containsExactlyElementsOf(
                            List.of(OAUTH + "/tenant/v2.0", OPENID + "/tenant/v2.0", "/tenant/v2.0" + OPENID)
                                    .subList(0, looked));
        }
    }

    @Test
    void without_metadata_the_error_names_the_places() {
        as.metadataAt();
        assertThatThrownBy(() -> client.discoverMetadata(as.issuer()))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining(as.issuer() + OAUTH)
                .hasMessageContaining(as.issuer() + OPENID);
    }

    @Test
    void a_slash_after_the_issuer_does_not_matter() throws Exception {
        assertThat(client.discoverMetadata(as.issuer() + "/").issuer()).isEqualTo(as.issuer());
    }

    @Test
    void metadata_is_kept_once_for_an_issuer_with_and_without_its_slash() throws Exception {
        client.discoverMetadata(as.issuer());
        int fetched = as.requests().size();
        client.discoverMetadata(as.issuer() + "/");
        assertThat(as.requests()).hasSize(fetched);
    }

    @Test
    void a_closed_client_answers_nothing_not_even_what_it_knows() throws Exception {
        client.discoverMetadata(as.issuer());
        client.close();
        assertThatThrownBy(() -> client.discoverMetadata(as.issuer()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This OAuthClient is closed.");
    }

    @Test
    void metadata_of_another_issuer_is_refused() {
        as.metadata(metadata -> metadata.put("issuer", "https://evil.example"));
        assertThatThrownBy(() -> client.discoverMetadata(as.issuer())).isInstanceOf(IssuerMismatchException.class);
    }

    /** URLs are shown to people: nothing in them turns the text around, or fills the screen. */
    @Test
    void a_url_is_ascii_and_not_endless() {
        for (String path : List.of("\u202etxt", "a".repeat(3000))) {
            assertThatThrownBy(() -> client.discoverMetadata(as.issuer() + "/" + path))
                    .isInstanceOf(MetadataException.class)
                    .message()
                    .doesNotContain(path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "as.example", "https://", "https://a b/"})
    void what_is_no_url_is_no_issuer(String issuer) {
        assertThatThrownBy(() -> client.discoverMetadata(issuer)).isInstanceOf(MetadataException.class);
    }

    @Test
    void metadata_is_kept_for_half_an_hour() throws Exception {
        client.discoverMetadata(as.issuer());
        clock.forward(Duration.ofMinutes(29));
        client.discoverMetadata(as.issuer());
        assertThat(paths()).hasSize(1);
        clock.forward(Duration.ofMinutes(1));
        client.discoverMetadata(as.issuer());
        assertThat(paths()).hasSize(2);
    }

    @Test
    void metadata_from_the_future_is_not_kept() throws Exception {
        client.discoverMetadata(as.issuer());
        clock.forward(Duration.ofDays(-1));
        client.discoverMetadata(as.issuer());
        assertThat(paths()).hasSize(2);
    }

    @Test
    void metadata_can_be_kept_for_ever() throws Exception {
        try (OAuthClient patient = OAuthClient.builder()
                .allowPrivateAddresses()
                .metadataCacheTtl(ChronoUnit.FOREVER.getDuration())
                .build()) {
            patient.discoverMetadata(as.issuer());
            patient.discoverMetadata(as.issuer());
            assertThat(paths()).hasSize(1);
        }
    }

    @Test
    void a_place_without_a_scheme_is_not_the_servers_own() {
        ServerUrl server = ServerUrl.parse(as.issuer());
        URI location = URI.create(as.issuer().substring(as.issuer().indexOf("//")) + "/x");
        assertThatThrownBy(() -> client.protectedResource(server, location))
                .isInstanceOf(InsecureEndpointException.class);
    }

    @Test
    void the_time_can_be_chosen_and_the_cache_cleared() throws Exception {
        try (OAuthClient brief = OAuthClient.builder()
                .allowPrivateAddresses()
                .clock(clock)
                .metadataCacheTtl(Duration.ofSeconds(1))
                .build()) {
            brief.discoverMetadata(as.issuer());
            brief.clearMetadataCache();
            brief.discoverMetadata(as.issuer());
            assertThat(paths()).hasSize(2);
            clock.forward(Duration.ofSeconds(2));
            brief.discoverMetadata(as.issuer());
            assertThat(paths()).hasSize(3);
        }
    }

    @Test
    void who_asks_at_the_same_time_shares_one_fetch() throws Exception {
        List<Thread> threads = Stream.generate(() -> new Thread(() -> {
                    try {
                        client.discoverMetadata(as.issuer());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .limit(8)
                .collect(Collectors.toList());
        // Answered when all of them wait: for the answer, or for the one that does.
        as.on(OAUTH, request -> {
            while (!threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                LockSupport.parkNanos(1_000_000);
            }
            return null;
        });
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(paths()).containsExactly(OAUTH);
    }

    @Test
    void a_failure_is_not_kept() throws Exception {
        as.next(OAUTH, 1, Reply.status(503));
        as.next("/.well-known/openid-configuration", 1, Reply.status(503));
        assertThatThrownBy(() -> client.discoverMetadata(as.issuer()))
                .matches(failure -> ((OAuthException) failure).isTransient());
        assertThat(client.discoverMetadata(as.issuer())).isNotNull();
    }

    private List<String> paths() {
        return as.requests().stream().map(request -> request.path()).toList();
    }

    // Protected resources

    @Test
    void a_resource_names_its_authorization_server() throws Exception {
        try (FakeProtectedResource api = FakeProtectedResource.start(as)) {
            ServerUrl server = ServerUrl.parse(api.resource());
            assertThat(client.protectedResource(server).authorizationServers()).containsExactly(as.issuer());
            api.metadataAt("/elsewhere");
            assertThat(client.protectedResource(server)).isNull();
            assertThat(client.protectedResource(server, URI.create(api.url("/elsewhere"))))
                    .isNotNull();
        }
    }

    @Test
    void a_resource_cannot_point_to_another_host_and_not_speak_for_another() throws Exception {
        try (FakeProtectedResource api = FakeProtectedResource.start(as)) {
            ServerUrl server = ServerUrl.parse(api.resource());
            assertThatThrownBy(() -> client.protectedResource(server, URI.create("https://evil.example/x")))
                    .isInstanceOf(InsecureEndpointException.class);
            api.metadata(metadata -> metadata.put("resource", "https://other.example"));
            assertThatThrownBy(() -> client.protectedResource(server)).isInstanceOf(MetadataException.class);
        }
    }

    // Tokens

    @Test
    void register_authorize_exchange_refresh_and_revoke() throws Exception {
        AuthorizationServerMetadata metadata = client.discoverMetadata(as.issuer());
        ClientInformation me = client.register(
                metadata.registrationEndpoint(),
                ClientMetadata.builder()
                        .clientName("A test")
                        .redirectUris(List.of(REDIRECT))
                        .tokenEndpointAuthMethod("none")
                        .build());
        assertThat(me.clientSecret()).isNull();
        assertThat(me.redirectUris()).containsExactly(REDIRECT);

        PkceChallenge pkce = PkceChallenge.generate();
        URI page = OAuthClient.buildAuthorizationUrl(
                metadata.authorizationEndpoint(),
                new AuthorizationRequest(me.clientId(), REDIRECT, OAuthClient.generateState(), "read", pkce));
        Token token = client.requestToken(
                metadata.tokenEndpoint(),
                me,
                new AuthorizationCodeGrant(code(page), REDIRECT, pkce.codeVerifier(), null));
        assertThat(token.isExpired()).isFalse();
        assertThat(token.scopes()).containsExactly("read");
        assertThat(Duration.between(token.issuedAt(), clock.instant())).isBetween(Duration.ZERO, Duration.ofMinutes(5));

        Token renewed =
                client.requestToken(metadata.tokenEndpoint(), me, new RefreshTokenGrant(token.refreshToken(), null));
        assertThat(renewed.accessToken()).isNotEqualTo(token.accessToken());
        client.revoke(metadata.revocationEndpoint(), me, renewed.refreshToken(), "refresh_token");
        assertThatThrownBy(() -> client.requestToken(
                        metadata.tokenEndpoint(), me, new RefreshTokenGrant(renewed.refreshToken(), null)))
                .isInstanceOfSatisfying(ErrorResponseException.class, e -> assertThat(e.error())
                        .isEqualTo(ErrorResponseException.INVALID_GRANT));
    }

    @Test
    void a_registration_is_what_the_server_says_and_nothing_of_it_is_lost() throws Exception {
        as.registrationResponse(response -> {
            response.put("redirect_uris", List.of("https://app.example/registered"));
            response.put("client_secret", "s3cret");
            response.put("client_secret_expires_at", 2_000_000_000L);
            response.put("registration_client_uri", "https://as.example/clients/1");
            response.put("registration_access_token", "management-token");
        });
        ClientInformation me = client.register(
                client.discoverMetadata(as.issuer()).registrationEndpoint(),
                ClientMetadata.builder().redirectUris(List.of(REDIRECT)).build());

        assertThat(me.redirectUris()).containsExactly(URI.create("https://app.example/registered"));
        assertThat(me.clientSecretExpiresAt()).isEqualTo(Instant.ofEpochSecond(2_000_000_000L));
        assertThat(me.managementUri()).isEqualTo(URI.create("https://as.example/clients/1"));
        assertThat(me.managementToken()).isEqualTo("management-token");
        assertThat(me.toString()).doesNotContain("s3cret", "management-token");
    }

    private static String code(URI page) throws Exception {
        String location = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        return location.replaceFirst(".*[?&]code=([^&]*).*", "$1");
    }

    @Test
    void a_refresh_that_brings_no_refresh_token_keeps_the_old_one() throws Exception {
        GrantedToken granted = as.client("c", null).issue("c", null);
        as.tokenResponse(response -> response.remove("refresh_token"));
        Token token = client.requestToken(
                tokenEndpoint(),
                ClientInformation.withoutSecret("c"),
                new RefreshTokenGrant(granted.refreshToken(), null));
        assertThat(token.refreshToken()).isEqualTo(granted.refreshToken());
    }

    @Test
    void a_service_gets_a_token_with_its_secret() throws Exception {
        as.client("service", "se cret");
        Token token = client.requestToken(
                tokenEndpoint(),
                ClientInformation.withSecret("service", "se cret"),
                new ClientCredentialsGrant("a b", null));
        assertThat(as.isActive(token.accessToken())).isTrue();
    }

    @Test
    void a_token_is_exchanged() throws Exception {
        as.grant(
                TokenExchangeGrant.TYPE,
                request ->
                        "t1".equals(request.parameter("subject_token")) && "api".equals(request.parameter("audience"))
                                ? Reply.json(200, Map.of("access_token", "t2", "token_type", "Bearer"))
                                : Reply.oauthError(400, "invalid_request", "no"));
        Token token = client.requestToken(
                tokenEndpoint(),
                ClientInformation.withoutSecret("c"),
                new TokenExchangeGrant("t1", TokenExchangeGrant.ACCESS_TOKEN_TYPE, "api", null, null, null));
        assertThat(token.accessToken()).isEqualTo("t2");
        assertThat(token.expiresAt()).isNull();
    }

    @Test
    void an_error_of_the_server_has_its_code_and_status() {
        as.client("c", null);
        assertThatThrownBy(() -> client.requestToken(
                        tokenEndpoint(),
                        ClientInformation.withoutSecret("c"),
                        new AuthorizationCodeGrant("wrong", REDIRECT, "v".repeat(43), null)))
                .isInstanceOfSatisfying(ErrorResponseException.class, e -> {
                    assertThat(e.error()).isEqualTo("invalid_grant");
                    assertThat(e.status()).isEqualTo(400);
                });
    }

    // What the builder is for

    @Test
    void private_addresses_and_http_are_refused_unless_allowed() throws Exception {
        try (OAuthClient strict = OAuthClient.create()) {
            assertThatThrownBy(() -> strict.discoverMetadata(as.issuer()))
                    .isInstanceOf(InsecureEndpointException.class);
        }
        try (OAuthClient inTheClear = OAuthClient.builder().allowHttp().build()) {
            assertThatThrownBy(() -> inTheClear.discoverMetadata(as.issuer()))
                    .isInstanceOf(InsecureEndpointException.class);
        }
        assertThat(as.requests()).isEmpty();
    }

    @Test
    void an_http_client_that_follows_redirects_is_refused() {
        for (HttpClient.Redirect redirect : HttpClient.Redirect.values()) {
            HttpClient own = HttpClient.newBuilder().followRedirects(redirect).build();
            if (redirect == HttpClient.Redirect.NEVER) {
                OAuthClient.builder().httpClient(own).build().close();
            } else {
                assertThatThrownBy(() -> OAuthClient.builder().httpClient(own))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("Redirect.NEVER");
            }
        }
    }

    @Test
    void an_http_client_of_the_programs_own_is_used() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpClient own = HttpClient.newBuilder()
                .proxy(new ProxySelector() {
                    @Override
                    public List<Proxy> select(URI uri) {
                        asked.add(uri.toString());
                        return List.of(Proxy.NO_PROXY);
                    }

                    @Override
                    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
                })
                .build();
        try (OAuthClient over =
                OAuthClient.builder().httpClient(own).allowPrivateAddresses().build()) {
            over.discoverMetadata(as.issuer());
        }
        assertThat(asked).contains(as.issuer() + OAUTH);
    }

    @Test
    void the_timeout_holds_for_the_whole_answer() {
        as.next(OAUTH, 1, Reply.never());
        try (OAuthClient hasty = OAuthClient.builder()
                .allowPrivateAddresses()
                .timeout(Duration.ofMillis(50))
                .build()) {
            assertThatThrownBy(() -> hasty.discoverMetadata(as.issuer()))
                    .matches(failure -> ((OAuthException) failure).isTransient());
        }
    }

    @Test
    void durations_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> OAuthClient.builder().timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OAuthClient.builder().metadataCacheTtl(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(OAuthClient.DEFAULT_HTTP_TIMEOUT).isEqualTo(Duration.ofSeconds(30));
        assertThat(OAuthClient.DEFAULT_METADATA_CACHE_TTL).isEqualTo(Duration.ofMinutes(30));
    }
}
