package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

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
}
