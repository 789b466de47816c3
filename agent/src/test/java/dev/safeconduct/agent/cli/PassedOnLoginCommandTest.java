package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.testkit.FakeProtectedResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands about a server that is given the login of another. */
class PassedOnLoginCommandTest extends CommandLineTest {

    private FakeProtectedResource orders;

    @BeforeEach
    void configure() {
        orders = FakeProtectedResource.start(as);
        as.grant(TokenExchangeGrant.TYPE, request -> as.answer(as.issue("exchanger", null, orders.resource())));
        cli.properties.put("safeconduct.server.portal.url", url);
        cli.properties.put("safeconduct.server.orders.url", orders.resource());
        cli.properties.put("safeconduct.server.orders.grant", "token_exchange");
        cli.properties.put("safeconduct.server.orders.from", "portal");
    }

    @AfterEach
    void stopOrders() {
        orders.close();
    }

    @Test
    void where_a_login_is_needed_the_command_is_for_the_server_that_has_it() {
        String login = "login " + url + System.lineSeparator();
        Cli.Result token = cli.run("token", "orders");
        assertThat(token.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(token.err()).endsWith(login);

        Cli.Result status = cli.run("status");
        assertThat(status.code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(status.out()).contains("Made of: the login to " + url).doesNotContain("login " + orders.resource());
        assertThat(cli.run("status", "-o", "json").out()).contains("\"from\": \"portal\"");

        Cli.Result refused = cli.run("login", "orders");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("takes no login").endsWith(login);
        assertThat(as.requestsTo("/authorize")).isEmpty();
    }

    @Test
    void a_token_is_made_of_the_login_and_ends_with_it() throws Exception {
        Cli.Result token = cli.runAndLogIn("token", "--login", "orders");
        assertThat(token.code()).as(token.err()).isZero();
        assertThat(token.err()).contains("Logged in to " + url);
        String made = token.out().strip();
        assertThat(as.lookup(made).orElseThrow().resources()).containsExactly(orders.resource());
        assertThat(cli.run("status").out()).contains("(orders)").doesNotContain("Log in with");

        assertThat(cli.run("logout", "portal").code()).isZero();
        assertThat(cli.run("token", "orders").code()).isEqualTo(ExitCode.LOGIN_NEEDED);
        assertThat(as.requestsTo("/revoke").stream().map(request -> request.parameter("token")))
                .as("what was made of it is revoked too")
                .hasSize(2);
    }
}
