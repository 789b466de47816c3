package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource.MetadataForm;
import dev.safeconduct.testkit.MetadataLocation;
import dev.safeconduct.testkit.Reply;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery against what real servers respond with where they have no document, or not quite as the book has it. */
class LookingOnTest extends ClientTest {

    private static final String PATH = "/.well-known/oauth-protected-resource/mcp";
    private static final String HTML = "<!DOCTYPE html><html></html>";

    private Outcome logIn(String... settings) throws Exception {
        TestClient client = client(settings);
        Outcome outcome = client.get(api.resource());
        assertThat(outcome.status()).as(client.log.toString()).isEqualTo(200);
        return outcome;
    }

    private void metadataIsAtTheRootOnly() {
        api.namesMetadata(false).metadataAt(MetadataForm.ROOT);
        api.metadata(members -> members.put("resource", api.resource()));
    }

    static Stream<Reply> what_is_no_document() {
        return Stream.of(
                Reply.text(200, "text/html", HTML),
                Reply.text(200, "application/json", HTML),
                Reply.status(200),
                Reply.text(200, "text/plain", "ok"),
                Reply.json(200, "[{\"resource\": \"x\"}]"),
                Reply.json(200, "\"ok\""),
                Reply.json(200, Map.of("status", "ok")),
                Reply.status(400),
                Reply.status(405),
                Reply.status(410),
                Reply.redirect(302, "http://localhost:1/login"));
    }

    @ParameterizedTest
    @MethodSource("what_is_no_document")
    void what_is_no_document_at_a_guessed_place_is_absent(Reply reply) throws Exception {
        metadataIsAtTheRootOnly();
        api.on(PATH, request -> reply);
        logIn();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 429, 408, 401, 403})
    void what_failed_is_passed_over_to_a_document_that_is_exactly_about_the_server(int status) throws Exception {
        metadataIsAtTheRootOnly();
        api.on(PATH, request -> Reply.status(status));
        logIn();
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 401})
    void the_first_failure_is_reported_where_no_place_has_a_document(int status) throws Exception {
        api.namesMetadata(false).metadataAt(new MetadataForm[0]);
        api.on(PATH, request -> Reply.status(status));
        api.on("/.well-known/oauth-authorization-server", request -> Reply.json(200, asIfOfTheApi()));
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.contains(PATH) && line.contains("HTTP " + status));
        assertThat(api.requestsTo("/.well-known/oauth-authorization-server")).isEmpty();
        assertThat(api.requestsTo("/authorize")).isEmpty();
    }

    private Map<String, Object> asIfOfTheApi() {
        return Map.of("issuer", api.origin(), "token_endpoint", api.url("/token"));
    }

    @Test
    void json_is_told_by_its_first_character_and_not_by_its_label() throws Exception {
        String resource = api.resource();
        api.on(
                PATH,
                request -> Reply.text(
                        200,
                        "text/html; charset=UTF-8",
                        " \n{\"resource\":\"" + resource + "\",\"authorization_servers\":[\"" + as.issuer() + "\"]}"));
        logIn();
        assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(resource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/oauth-protected-resource/mcp", "\\\"ORIGIN/meta\\\"", "/meta", "meta"})
    void a_challenge_may_name_its_metadata_relative_or_quoted_twice(String named) throws Exception {
        api.metadataAt(named.contains("meta") && !named.contains("well-known") ? "/meta" : PATH);
        api.challenges("Bearer resource_metadata=\"" + named.replace("ORIGIN", api.origin()) + "\"");
        logIn();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 503, 200})
    void a_place_that_the_challenge_names_in_vain_falls_back_to_the_well_known_ones(int status) throws Exception {
        api.on("/meta", request -> Reply.text(status, "text/html", HTML));
        api.challenges("Bearer resource_metadata=\"" + api.url("/meta") + "\"");
        logIn();
    }

    @Test
    void the_next_of_several_authorization_servers_is_asked_where_the_first_publishes_nothing() throws Exception {
        api.metadata(members -> members.put("authorization_servers", List.of(as.issuer() + "/dead", as.issuer())));
        logIn();
    }

    @Test
    void an_authorization_server_that_fails_is_not_passed_over() throws Exception {
        as.on("/.well-known/oauth-authorization-server/dead", request -> Reply.status(503));
        api.metadata(members -> members.put("authorization_servers", List.of(as.issuer() + "/dead", as.issuer())));
        assertThat(client().get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).isEmpty();
    }

    @Test
    void a_string_is_taken_where_a_list_belongs() throws Exception {
        api.metadata(members -> members.put("authorization_servers", as.issuer()));
        as.metadata(members -> members.put("code_challenge_methods_supported", "S256"));
        logIn();
    }

    @Test
    void a_wish_of_another_type_ends_no_login() throws Exception {
        api.metadata(members -> members.put("scopes_supported", Map.of("a", 1)));
        as.metadata(members -> members.put("scopes_supported", 7));
        logIn();
        assertThat(as.requestsTo("/authorize").get(0).parameter("scope")).isNull();
    }

    @Test
    void metadata_of_the_origin_may_be_at_the_place_of_the_path() throws Exception {
        api.namesMetadata(false).anyAudience(true);
        api.metadata(members -> members.put("resource", api.origin()));
        logIn();
        assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(api.origin());
    }

    @Test
    void a_resource_identifier_may_have_a_query() throws Exception {
        String identifier = api.resource() + "?project=demo";
        api.metadata(members -> members.put("resource", identifier));
        api.challenges("Bearer resource_metadata=\"" + api.url(PATH) + "?project=demo\"");
        api.anyAudience(true);
        logIn();
        assertThat(as.requestsTo("/authorize").get(0).parameter("resource")).isEqualTo(identifier);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/.well-known/oauth-authorization-server",
                "/app/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server",
                "/.well-known/openid-configuration"
            })
    void metadata_below_the_path_of_an_issuer_or_at_the_root_is_found(String place) throws Exception {
        try (FakeAuthorizationServer tenant = tenant(place)) {
            tenant.on("/.well-known/oauth-authorization-server/app", request -> Reply.status(502));
            logIn();
        }
    }

    @Test
    void metadata_of_another_issuer_at_the_root_is_not_that_of_an_issuer_with_a_path() throws Exception {
        try (FakeAuthorizationServer tenant = tenant("/nowhere")) {
            String root = "/.well-known/oauth-authorization-server";
            Map<String, Object> other = Map.of("issuer", tenant.origin(), "token_endpoint", "http://x/y");
            tenant.on(root, request -> request.path().equals(root) ? Reply.json(200, other) : null);
            TestClient client = client();
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            assertThat(client.log).anyMatch(line -> line.contains("publishes no metadata"));
        }
    }

    /** An authorization server with a path, whose metadata is at one place only. */
    private FakeAuthorizationServer tenant(String place) {
        FakeAuthorizationServer tenant =
                FakeAuthorizationServer.builder().path("/app").clock(clock).start();
        tenant.metadataAt(new MetadataLocation[0]);
        String issuer = tenant.issuer();
        Map<String, Object> metadata = Map.of(
                "issuer", issuer,
                "authorization_endpoint", issuer + "/authorize",
                "token_endpoint", issuer + "/token",
                "registration_endpoint", issuer + "/register",
                "code_challenge_methods_supported", List.of("S256"));
        tenant.on(place, request -> request.path().equals(place) ? Reply.json(200, metadata) : null);
        api.authorizationServer(tenant);
        return tenant;
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 302, 200})
    void resource_metadata_stops_nothing_where_the_issuer_is_configured(int status) throws Exception {
        as.client("service", "s3cret");
        Reply reply =
                switch (status) {
                    case 200 -> Reply.json(200, Map.of("resource", "https://other.example/mcp"));
                    case 302 -> Reply.redirect(302, "http://localhost:1/login");
                    default -> Reply.status(503);
                };
        api.challenges("Bearer").anyAudience(true);
        api.on(PATH, request -> reply);
        logIn(
                "login", "never",
                "server.api.issuer", as.issuer(),
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret");
        assertThat(as.tokenRequests("client_credentials").get(0).parameter("resource"))
                .as("what is sent does not depend on a failure")
                .isEqualTo(status == 302 ? null : api.resource());
    }

    @Test
    void a_message_says_scheme_where_only_the_scheme_differs() throws Exception {
        api.challenges("Bearer resource_metadata=\"" + api.url(PATH).replace("http:", "https:") + "\"");
        TestClient client = client();
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.contains("names metadata with another scheme (https://"));
    }

    @Test
    void a_path_that_servers_read_in_more_than_one_way_is_named_in_the_log() throws Exception {
        TestClient client = client();
        assertThat(client.get(api.resource() + "/a%2Fb").status()).isEqualTo(401);
        assertThat(client.log)
                .anyMatch(line -> line.startsWith("WARN")
                        && line.contains("%2F")
                        && line.contains("set safeconduct.server.api.url=" + api.origin()));
    }
}
