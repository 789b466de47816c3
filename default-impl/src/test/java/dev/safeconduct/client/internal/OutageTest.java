package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authorization server is down, and the protected server is up: the program's 401s have their reason in the log. */
class OutageTest extends ClientTest {

    private static long warnings(TestClient client) {
        return client.log.stream().filter(line -> line.startsWith("WARN ")).count();
    }

    private void assertOneLine(TestClient client) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
        }
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN ") && line.contains(as.issuer()));
        assertThat(warnings(client)).as(client.log.toString()).isEqualTo(1);
    }

    @Test
    void an_outage_is_one_line_for_a_service() throws Exception {
        TestClient client = client(
                "server.api.grant", "client_credentials",
                "server.api.client-id", "robot",
                "server.api.client-secret", "secret");
        as.close();
        assertOneLine(client);
    }

    @Test
    void an_outage_is_one_line_for_a_login_that_cannot_be_refreshed() throws Exception {
        client().get(api.resource());
        clock.forward(Duration.ofHours(2));
        TestClient client = client();
        as.close();
        assertOneLine(client);
    }

    @Test
    void an_outage_is_one_line_where_a_program_would_log_in() throws Exception {
        TestClient client = client();
        as.close();
        client.get(api.resource());
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN ") && line.contains(as.issuer()));
    }

    /** What a server says that is in trouble, or has too much to do. */
    private static Reply trouble(String name) {
        return switch (name) {
            case "temporarily_unavailable" -> Reply.oauthError(400, name, "later");
            case "server_error" -> Reply.oauthError(200, name, "later");
            case "429 with invalid_grant" -> Reply.oauthError(429, "invalid_grant", "too many requests");
            case "503 with invalid_grant" -> Reply.oauthError(503, "invalid_grant", "of the one behind");
            default -> Reply.text(Integer.parseInt(name), "text/html", "<html>");
        };
    }

    /** With a browser that could be opened, and a person who would log in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "429",
                "500",
                "502",
                "503",
                "504",
                "temporarily_unavailable",
                "server_error",
                "429 with invalid_grant",
                "503 with invalid_grant"
            })
    void t51_trouble_of_the_authorization_server_opens_no_browser_and_costs_nothing(String name) throws Exception {
        client().get(api.resource());
        TestClient client = client();
        TokenRecord login = stored(client);
        clock.forward(Duration.ofHours(2));
        as.on("/token", request -> trouble(name));
        as.forgetRequests();

        for (int i = 0; i < 4; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            clock.forward(Duration.ofMinutes(2)); // longer than any pause
        }
        assertThat(as.requestsTo("/token")).hasSizeBetween(4, 8);
        assertThat(pages()).isZero();
        assertThat(stored(client)).isEqualTo(login);
        assertThat(client.log).noneMatch(line -> line.contains("Log in"));

        as.on("/token", request -> null);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(pages()).isZero();
    }

    /** The server decides when. */
    @Test
    void t51_retry_after_is_waited_for_while_the_token_lasts() throws Exception {
        as.tokenLifetime(Duration.ofHours(10));
        client().get(api.resource());
        TestClient client = client();
        client.get(api.resource());
        TokenRecord login = stored(client);
        as.on("/token", request -> Reply.retryAfter(429, Duration.ofMinutes(4)));
        as.forgetRequests();
        clock.forward(Duration.ofHours(10).minusSeconds(150)); // well into the time of the background
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        await(() -> as.requestsTo("/token").size() == 1);
        for (int i = 0; i < 3; i++) {
            clock.forward(Duration.ofSeconds(35));
            assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        }
        assertThat(as.requestsTo("/token")).hasSize(1);
        assertThat(stored(client)).isEqualTo(login);
        assertThat(pages()).isZero();
    }

    @Test
    void t51_without_a_token_it_is_waited_for_a_minute_at_most() throws Exception {
        client().get(api.resource());
        clock.forward(Duration.ofHours(2));
        as.on("/token", request -> Reply.retryAfter(429, Duration.ofHours(4)));
        as.forgetRequests();
        TestClient client = client();
        for (int i = 0; i < 3; i++) {
            assertThat(client.get(api.resource()).status()).isEqualTo(401);
            clock.forward(Duration.ofSeconds(15));
        }
        assertThat(as.requestsTo("/token")).hasSize(1);

        as.on("/token", request -> null);
        clock.forward(Duration.ofSeconds(20));
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(pages()).isZero();
    }

    private static TokenRecord stored(TestClient client) throws Exception {
        return client.core.records().tokens().read(client.server().tokenKey()).value();
    }
}
