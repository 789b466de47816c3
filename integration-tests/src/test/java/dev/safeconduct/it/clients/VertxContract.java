package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One version of Vert.x, which tells its channels less of a request than others; {@code docs/clients.md} says so. */
abstract class VertxContract extends NettyContract {

    VertxContract(String version) {
        super(withAgent("Vertx", version));
    }

    /** Where a request began is not told: the hop to a configured server is like one that the program makes itself. */
    @Override
    @ParameterizedTest
    @MethodSource("environments")
    protected void t71_a_redirect_from_an_unknown_server_gets_no_token(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("steered");
        try {
            on.evil.answer(Reply.redirect(302, api.url("/landed")));
            api.forgetRequests();
            assertThat(on.withAgent.send(Call.get(on.evil.origin() + "/start")).status())
                    .isEqualTo(200);
            assertThat(api.authorizations("/landed")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
        } finally {
            on.evil.forget().answer(Reply.text(200, "text/plain", "sink"));
        }
    }

    @Override
    protected boolean tellsUserInfo() {
        return false;
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
