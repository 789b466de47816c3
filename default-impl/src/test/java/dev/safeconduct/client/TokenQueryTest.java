package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.client.oauth.TokenInfo;
import dev.safeconduct.client.oauth.TokenQuery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a web application knows of the stored tokens of all its users, and how it ends them. */
class TokenQueryTest extends LibraryTest {
    private static final URI CALLBACK = URI.create("http://127.0.0.1:1/app/callback");

    /** Another authorization server with an API of its own. */
    private FakeAuthorizationServer otherAs;

    private FakeProtectedResource otherApi;

    @BeforeEach
    void startTheOther() throws IOException {
        otherAs = FakeAuthorizationServer.builder()
                .tokenPrefixes("canary-at-", "canary-rt-")
                .clock(clock)
                .start();
        otherApi = FakeProtectedResource.start(otherAs);
        for (FakeAuthorizationServer each : List.of(as, otherAs)) {
            each.idTokens(SigningKey.generate("ES256", "one"));
        }
    }

    @AfterEach
    void stopTheOther() {
        otherApi.close();
        otherAs.close();
    }

    private Safeconduct.Builder twoApis() throws IOException {
        return program()
                .set("safeconduct.server.api.scope", "openid")
                .set("safeconduct.server.other.url", otherApi.resource())
                .set("safeconduct.server.other.scope", "openid");
    }

    /** The user's subject is the same at both, as user names often are, and says nothing across them. */
    private void logIn(Safeconduct safeconduct, String session, String subject, URI... servers) throws Exception {
        for (FakeAuthorizationServer each : List.of(as, otherAs)) {
            each.idTokenClaims(claims -> claims.put("sub", subject));
        }
        for (URI server : servers) {
            PendingAuthorization login = safeconduct.session(session).beginAuthorization(server, CALLBACK);
            String response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(login.uri()).build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            safeconduct.session(session).completeAuthorization(URI.create(response), login.browserBinding());
        }
    }

    private URI other() {
        return URI.create(otherApi.resource());
    }

    /** Two devices of Ann's, one of Bob's. */
    private Safeconduct withLogins(Safeconduct.Builder builder) throws Exception {
        Safeconduct safeconduct = open(builder);
        logIn(safeconduct, "ann:desk", "ann", server(), other());
        logIn(safeconduct, "ann:phone", "ann", server());
        logIn(safeconduct, "bob", "bob", server(), other());
        return safeconduct;
    }

    private static List<String> found(Safeconduct safeconduct, TokenQuery query) throws OAuthException {
        return safeconduct.tokens(query).stream()
                .map(token -> token.session() + " " + URI.create(token.server()).getPort())
                .sorted()
                .toList();
    }

    private String at(String session, URI server) {
        return session + " " + server.getPort();
    }

    private static boolean hasToken(Safeconduct safeconduct, String session, URI server) throws OAuthException {
        return !safeconduct.session(session).authorization("GET", server).isNone();
    }

    @Test
    void tokens_are_listed_by_session_issuer_and_user() throws Exception {
        Instant before = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Safeconduct safeconduct = withLogins(twoApis());
        assertFinds(safeconduct);
        TokenInfo token = safeconduct.tokens(TokenQuery.ofSession("ann:phone")).get(0);
        assertThat(token)
                .isEqualTo(new TokenInfo(
                        "ann:phone",
                        api.resource(),
                        as.issuer(),
                        "ann",
                        "person@example.test",
                        "openid",
                        token.loggedInAt(),
                        token.expiresAt()));
        assertThat(token.expiresAt()) // from before the token was asked for
                .isBetween(before.plus(Duration.ofHours(1)), token.loggedInAt().plus(Duration.ofHours(1)));
    }

    @Test
    void they_are_found_in_a_store_with_an_index_too() throws Exception {
        assertFinds(withLogins(twoApis().store(memory())));
    }

    private void assertFinds(Safeconduct safeconduct) throws OAuthException {
        assertThat(found(safeconduct, TokenQuery.ofSession("ann:desk")))
                .containsExactlyInAnyOrder(at("ann:desk", server()), at("ann:desk", other()));
        assertThat(found(safeconduct, TokenQuery.ofIssuer(otherAs.issuer())))
                .containsExactly(at("ann:desk", other()), at("bob", other()));
        assertThat(found(safeconduct, TokenQuery.ofUser(as.issuer(), "ann")))
                .containsExactly(at("ann:desk", server()), at("ann:phone", server()));
        assertThat(found(safeconduct, new TokenQuery("ann:desk", as.issuer(), "ann")))
                .containsExactly(at("ann:desk", server()));
        assertThat(found(safeconduct, TokenQuery.ofUser(otherAs.issuer(), "carol")))
                .isEmpty();
        assertThat(found(safeconduct, TokenQuery.ofIssuer(as.issuer() + "/"))).isEmpty();
        assertThat(found(safeconduct, TokenQuery.ofSession("ann"))).isEmpty();
    }

    /** The responses to refreshes have no ID token, as is allowed: the user is still known. */
    @Test
    void a_token_is_found_after_its_refresh_as_before() throws Exception {
        Safeconduct safeconduct = withLogins(twoApis().store(memory()));
        String before = field(safeconduct.session("ann:desk").authorization("GET", server()));
        TokenInfo login = safeconduct.tokens(TokenQuery.ofSession("ann:phone")).get(0);
        clock.forward(Duration.ofHours(2));
        for (FakeAuthorizationServer each : List.of(as, otherAs)) {
            each.tokenResponse(response -> response.remove("id_token"));
        }
        for (TokenInfo token : safeconduct.tokens(TokenQuery.ofUser(as.issuer(), "ann"))) {
            safeconduct.session(token.session()).token(URI.create(token.server()));
        }
        assertThat(field(safeconduct.session("ann:desk").authorization("GET", server())))
                .isNotEqualTo(before);
        assertFinds(safeconduct);
        TokenInfo after = safeconduct.tokens(TokenQuery.ofSession("ann:phone")).get(0);
        assertThat(after.loggedInAt()).isEqualTo(login.loggedInAt());
        assertThat(after.expiresAt()).isAfter(login.expiresAt());
    }

    @Test
    void all_logins_of_a_user_end_at_once_and_those_of_others_stay() throws Exception {
        Safeconduct safeconduct = withLogins(twoApis());
        safeconduct.login(server()); // of the program itself, by the same user
        for (String session : List.of("ann:desk", "ann:phone")) {
            assertThat(hasToken(safeconduct, session, server())).isTrue(); // in memory from now on
        }
        assertThat(found(safeconduct, TokenQuery.ofUser(as.issuer(), "bob")))
                .containsExactly(at("bob", server()), at("default", server()));

        List<TokenInfo> ended = safeconduct.logout(TokenQuery.ofUser(as.issuer(), "ann"));

        assertThat(ended).extracting(TokenInfo::session).containsExactlyInAnyOrder("ann:desk", "ann:phone");
        assertThat(as.requestsTo("/revoke")).hasSize(2);
        for (String session : List.of("ann:desk", "ann:phone")) {
            assertThat(hasToken(safeconduct, session, server())).isFalse();
        }
        assertThat(safeconduct.tokens(TokenQuery.ofUser(as.issuer(), "ann"))).isEmpty();
        assertThat(hasToken(safeconduct, "ann:desk", other())).isTrue();
        assertThat(hasToken(safeconduct, "bob", server())).isTrue();
        assertThat(hasToken(safeconduct, "bob", other())).isTrue();
        assertThat(hasToken(safeconduct, "default", server())).isTrue();
        assertThat(otherAs.requestsTo("/revoke")).isEmpty();
    }

    @Test
    void a_session_ends_at_all_servers_and_no_other_does() throws Exception {
        Safeconduct safeconduct = withLogins(twoApis());

        assertThat(safeconduct.logout(TokenQuery.ofSession("ann:desk"))).hasSize(2);

        assertThat(found(safeconduct, TokenQuery.ofIssuer(as.issuer())))
                .containsExactly(at("ann:phone", server()), at("bob", server()));
        assertThat(found(safeconduct, TokenQuery.ofIssuer(otherAs.issuer()))).containsExactly(at("bob", other()));
        assertThat(safeconduct.logout(TokenQuery.ofSession("ann:desk"))).isEmpty();
    }

    /** Also where the last login of an issuer ends, and for the clients of loopback logins. */
    @Test
    void clients_stay_registered_where_all_logins_of_an_issuer_end() throws Exception {
        Safeconduct safeconduct = withLogins(twoApis());
        safeconduct.login(server());
        List<Path> before = registrations();
        assertThat(before).isNotEmpty();

        assertThat(safeconduct.logout(TokenQuery.ofIssuer(as.issuer()))).hasSize(4);

        assertThat(registrations()).isEqualTo(before);
        assertThat(safeconduct.tokens(TokenQuery.ofIssuer(as.issuer()))).isEmpty();
        assertThat(safeconduct.tokens(TokenQuery.ofIssuer(otherAs.issuer()))).hasSize(2);
        int registered = as.requestsTo("/register").size();
        safeconduct.login(server());
        logIn(safeconduct, "ann:desk", "ann", server());
        assertThat(as.requestsTo("/register")).hasSize(registered);
    }

    private List<Path> registrations() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tokens/registrations"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void one_that_cannot_be_revoked_or_read_keeps_no_other_login() throws Exception {
        Safeconduct safeconduct = withLogins(twoApis());
        Path broken;
        try (Stream<Path> files = Files.list(directory.resolve("tokens/sessions"))) {
            broken = files.filter(file -> contains(file, "bob") && contains(file, api.resource()))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(broken, "{\"access_token\": \"cana");
        as.next("/revoke", 1, Reply.status(503));

        assertThatThrownBy(() -> safeconduct.logout(TokenQuery.ofIssuer(as.issuer())))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("is gone from here, but its authorization server could not be told")
                .hasNoSuppressedExceptions();

        assertThat(as.requestsTo("/revoke")).hasSize(2);
        assertThat(safeconduct.tokens(TokenQuery.ofIssuer(as.issuer()))).isEmpty();
        assertThat(broken).exists();
        assertThat(said(Level.WARN)).anyMatch(line -> line.contains("cannot be read"));
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains("\"" + text + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its server is configured no more, so the authorization server may not be called: that is said. */
    @Test
    void a_login_to_a_server_that_is_no_longer_configured_ends_here_alone() throws Exception {
        withLogins(twoApis());
        Safeconduct later = open(program());

        assertThatThrownBy(() -> later.logout(TokenQuery.ofSession("bob")))
                .hasMessageContaining("was not told, as the server is not configured");

        assertThat(later.tokens(TokenQuery.ofSession("bob"))).isEmpty();
        assertThat(as.requestsTo("/revoke")).hasSize(1);
        assertThat(otherAs.requestsTo("/revoke")).isEmpty();
    }

    @Test
    void a_login_without_an_id_token_has_no_user() throws Exception {
        as.tokenResponse(response -> response.remove("id_token"));
        Safeconduct safeconduct = open(program());
        logIn(safeconduct, "ann", "ann", server());

        assertThat(safeconduct.tokens(TokenQuery.ofUser(as.issuer(), "ann"))).isEmpty();
        assertThat(safeconduct.tokens(TokenQuery.ofSession("ann")))
                .singleElement()
                .satisfies(token -> assertThat(token.user()).isNull());
    }

    @Test
    void a_query_names_a_session_or_an_issuer() {
        assertThatThrownBy(() -> new TokenQuery(null, null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenQuery(null, null, "ann"))
                .hasMessageContaining("another issuer may call another user the same");
        assertThat(new TokenQuery("ann", null, "ann").session()).isEqualTo("ann");
    }

    private static TokenStore memory() throws TokenStoreException {
        return new MemoryTokenStoreProvider().create(MapProviderConfig.of(Map.of()));
    }
}
