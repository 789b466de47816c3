package dev.safeconduct.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether a hop that another site has caused by a redirect gets a token: where the request began, and where it has been
 * since. A client need not follow every redirect; where it does, this holds.
 */
public abstract class RedirectPlacementContract extends TokenPlacementContract {
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307);
    private List<RecordingSink> redirecting = List.of();

    /** For subclasses. */
    protected RedirectPlacementContract() {}

    @AfterEach
    void endRedirects() {
        redirecting.forEach(sink -> sink.forget().answer(Reply.text(200, "text/plain", "sink")));
    }

    @ParameterizedTest
    @MethodSource("environments")
    protected void t71_a_redirect_from_an_unknown_server_gets_no_token(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("steered");
        redirecting = List.of(on.evil);
        String start = on.evil.origin() + "/start";
        for (int status : REDIRECTS) {
            on.evil.answer(Reply.redirect(status, api.url("/landed")));
            for (Call call : List.of(Call.get(start), Call.of("HEAD", start), Call.post(start, "text:hello"))) {
                String what = status + " " + call;
                api.forgetRequests();
                assertSameWithAndWithout(on, call);
                assertThat(api.authorizations("/landed")).as(what).allMatch(String::isEmpty);
                assertThat(api.tokenRequests()).as(what).isZero();
                if (call.method().equals("GET") && follows(status)) {
                    assertThat(api.authorizations("/landed")).as(what).hasSize(2);
                }
            }
        }
        // Nothing is configured at its host, so that an adapter need not look at what begins there.
        try (RecordingSink unknown = RecordingSink.start("127.0.0.3", 0, null)) {
            redirecting = List.of(unknown);
            unknown.answer(Reply.redirect(302, api.url("/landed")));
            api.forgetRequests();
            assertSameWithAndWithout(on, Call.get(unknown.origin() + "/start"));
            assertThat(api.authorizations("/landed"))
                    .hasSize(follows(302) ? 2 : 0)
                    .allMatch(String::isEmpty);
            assertThat(api.tokenRequests()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t71_a_redirect_that_begins_at_the_same_host_gets_the_token(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("steered");
        redirecting = List.of(on.sink);
        on.sink.answer(Reply.redirect(302, api.url("/landed")));
        api.resource.on("/start", request -> Reply.redirect(302, api.url("/landed")));
        for (String start : List.of(api.resource.origin() + "/start", on.sink.origin() + "/start")) {
            api.forgetRequests();
            assertThat(on.withAgent.send(Call.get(start)).status()).as(start).isEqualTo(follows(302) ? 200 : 302);
            assertThat(api.authorizations("/landed"))
                    .as(start)
                    .hasSize(follows(302) ? 1 : 0)
                    .allSatisfy(value -> assertIsTokenOf(api, value));
        }
        on.sink.answer(Reply.redirect(302, on.secure.url("/landed")));
        on.secure.forgetRequests();
        on.withAgent.send(Call.get(on.sink.origin() + "/up"));
        assertThat(on.secure.authorizations("/landed"))
                .as("from http to https")
                .allSatisfy(value -> assertIsTokenOf(on.secure, value));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t71_a_redirect_that_begins_at_a_configured_url_gets_the_token(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("steered");
        on.friend.answer(Reply.redirect(302, api.url("/landed")));
        api.forgetRequests();
        assertThat(on.withAgent.send(Call.get(on.friend.origin() + "/start")).status())
                .isEqualTo(follows(302) ? 200 : 302);
        assertThat(api.authorizations("/landed"))
                .hasSize(follows(302) ? 1 : 0)
                .allSatisfy(value -> assertIsTokenOf(api, value));
    }

    /** The option of a call that has the client follow a 307 of any method; empty where it does by itself, or cannot. */
    protected String followsAllWith() {
        return "";
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t92_from_another_origin_only_get_and_head_come_back_with_the_token(Object environment) {
        ClientSession on = on(environment);
        redirecting = List.of(on.sink, on.evil);
        String away = on.api("steered").url("/away");
        for (RecordingSink between : redirecting) {
            for (String method : List.of("GET", "HEAD")) {
                assertThat(back(on.withAgent, on, Call.of(method, away), 302, between))
                        .as(method)
                        .hasSize(follows(302) ? 1 : 0)
                        .allSatisfy(value -> assertIsTokenOf(on.api("steered"), value));
            }
            for (Call call : List.of(Call.post(away, "text:hello"), Call.of("PUT", away), Call.of("DELETE", away))) {
                for (int status : List.of(307, 308)) {
                    Call followed = call.with(followsAllWith());
                    int without =
                            back(on.without, on, followed, status, between).size(); // not by each version
                    assertThat(back(on.withAgent, on, followed, status, between))
                            .as(status + " " + call)
                            .hasSize(without)
                            .allMatch(String::isEmpty);
                }
            }
        }
    }

    /** What it carries when it comes back; empty if the client does not follow. */
    private static List<String> back(
            ClientProgram program, ClientSession on, Call call, int status, RecordingSink between) {
        Api api = on.api("steered");
        api.resource.on("/away", request -> Reply.redirect(status, between.origin() + "/between"));
        between.forget().answer(Reply.redirect(status, api.url("/back")));
        api.forgetRequests();
        program.send(call);
        assertThat(api.authorizations("/away")).singleElement().satisfies(value -> {
            if (program == on.withAgent) {
                assertIsTokenOf(api, value);
            }
        });
        assertThat(between.requests()).extracting(Api::authorization).allMatch(String::isEmpty);
        return api.authorizations("/back");
    }
}
