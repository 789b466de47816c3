package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a program may ask a person, and what is said where it may not. */
class LoginGovernorTest extends ClientTest {

    @Test
    void t88_login_that_never_had_a_page_does_not_block_the_next() throws Exception {
        as.on("/register", request -> Reply.never());
        TestClient killed = client("login", "prompt");
        assertThat(killed.get(api.resource()).status()).isEqualTo(401);

        as.on("/register", request -> null);
        clock.forward(Duration.ofSeconds(31));
        assertThat(client().get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void t88_page_that_was_opened_holds_back_the_next_whoever_opened_it() throws Exception {
        as.loginPage(true);
        client("login.wait", "3s").get(api.resource());
        assertThat(as.requestsTo("/authorize")).hasSize(1);

        clock.forward(Duration.ofMinutes(9));
        TestClient next = client();
        next.get(api.resource());
        assertThat(as.requestsTo("/authorize")).hasSize(1);
        assertThat(next.log)
                .anyMatch(line -> line.matches("WARN .*No page is opened before \\d{4}-\\d\\d-\\d\\dT.*Z, because.*"));
    }

    @Test
    void user_of_a_web_session_is_not_told_of_a_command_line() throws Exception {
        TestClient client = client("login", "never");
        client.core
                .session("user-1")
                .source(client.server())
                .reauthorize(Authorization.none(), List.of(), true)
                .get(20, TimeUnit.SECONDS);
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN ") && line.contains("beginAuthorization"));
    }
}
