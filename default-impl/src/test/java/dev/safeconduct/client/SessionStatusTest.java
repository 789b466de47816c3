package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.muster.ServerAuthStatus;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.SingleSignOn;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionStatusTest extends LibraryTest {

    @Test
    void tells_of_every_login_from_its_beginning_to_its_end() throws Exception {
        Safeconduct safeconduct = open(program());
        assertThat(safeconduct.status().servers())
                .containsExactly(ServerAuthStatus.authRequired("api", SingleSignOn.NONE, null, null));
        assertThat(safeconduct.status().authRequired()).hasSize(1);

        safeconduct.login(server());
        assertThat(safeconduct.status().servers())
                .containsExactly(ServerAuthStatus.connected("api", SingleSignOn.NONE));
        assertThat(safeconduct.session("other").status().authRequired()).hasSize(1);

        clock.forward(Duration.ofDays(1));
        as.endGrants();
        assertThatThrownBy(() -> safeconduct.token(server())).isInstanceOf(LoginRequiredException.class);
        assertThat(safeconduct.status().servers())
                .containsExactly(ServerAuthStatus.reauthRequired("api", SingleSignOn.NONE, as.issuer(), null));
    }

    @Test
    void an_authorization_server_that_is_away_is_no_reason_to_log_in() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        clock.forward(Duration.ofDays(1));
        as.close();

        assertThatThrownBy(() -> safeconduct.authorization("GET", server())).isInstanceOf(TransientException.class);
        assertThat(safeconduct.status().servers()).singleElement().satisfies(server -> {
            assertThat(server.status().value()).isEqualTo("unreachable");
            assertThat(server.error()).contains("cannot be reached");
        });
    }

    @Test
    void what_another_program_has_fetched_since_counts() throws Exception {
        Safeconduct first = open(program());
        first.login(server());
        clock.forward(Duration.ofDays(1));
        as.next("/token", 1, Reply.hangUp());
        assertThatThrownBy(() -> first.authorization("GET", server())).isInstanceOf(TransientException.class);
        assertThat(first.status().servers())
                .extracting(server -> server.status().value())
                .containsExactly("unreachable");

        open(program()).authorization("GET", server());
        assertThat(first.status().servers()).containsExactly(ServerAuthStatus.connected("api", SingleSignOn.NONE));
    }

    @Test
    void a_service_needs_nobody() throws Exception {
        Safeconduct safeconduct = open(program()
                .set("safeconduct.server.api.grant", "client_credentials")
                .set("safeconduct.server.api.client-id", "svc")
                .set("safeconduct.server.api.client-secret", "s"));
        assertThat(safeconduct.status().servers())
                .containsExactly(ServerAuthStatus.disconnected("api", SingleSignOn.NONE));
    }

    @Test
    void a_login_that_cannot_be_read_is_an_error_and_stays() throws Exception {
        Safeconduct safeconduct = open(program());
        safeconduct.login(server());
        Path record;
        try (Stream<Path> files = Files.list(directory.resolve("tokens"))) {
            record = files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(record, "{\"access_token\": \"cana");

        assertThat(open(program()).status().servers()).singleElement().satisfies(server -> {
            assertThat(server.status().value()).isEqualTo("error");
            assertThat(server.error()).contains("cannot be read");
        });
        assertThat(record).exists();
    }
}
