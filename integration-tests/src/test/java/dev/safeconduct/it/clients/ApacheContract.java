package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.ClientSession;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One version of Apache HttpClient, 4 or 5. */
abstract class ApacheContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    ApacheContract(ClientPrograms programs) {
        this.programs = programs;
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    /** Where these are added differs from version to version. */
    @ParameterizedTest
    @EnumSource
    void t10_header_of_an_interceptor_and_default_header_are_left_alone(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (String option : List.of("first-interceptor", "last-interceptor", "default-header")) {
            for (Reply reply : List.of(
                    Reply.text(200, "text/plain", "ok"),
                    Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""))) {
                api.resource.on("/theirs", request -> reply);
                api.forgetRequests();
                assertSameWithAndWithout(on, Call.get(api.url("/theirs")).with(option));
                assertThat(api.authorizations("/theirs")).as(option).containsExactly("Mine", "Mine");
                assertThat(api.tokenRequests()).as(option).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void t10_credentials_that_are_sent_without_being_asked_are_left_alone(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.resource.on("/theirs", request -> Reply.text(200, "text/plain", "ok"));
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.get(api.url("/theirs")).with("preemptive"));
        assertThat(api.authorizations("/theirs")).hasSize(2).allMatch(value -> value.startsWith("Basic "));
    }

    /** The program's client has one connection: what is not given back is missed. */
    @ParameterizedTest
    @EnumSource
    void responses_that_are_not_handed_on_cost_no_connection(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        for (int i = 0; i < 3; i++) {
            for (Call call : List.of(Call.get(api.url("/work")), Call.post(api.url("/work"), "text:hello"))) {
                on.withAgent.send(Call.get(api.url("")));
                api.issuer.endAccessTokens();
                assertThat(on.withAgent.send(call.with("one-connection")))
                        .satisfies(seen ->
                                assertThat(seen.status()).as(seen.failure()).isEqualTo(200));
            }
        }
    }

    /** Its connections are for the next request, and its builder has been there before. */
    @ParameterizedTest
    @EnumSource
    void builder_that_builds_often_gives_clients_like_the_first(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.forgetRequests();
        assertThat(on.withAgent.send(Call.get(api.url("/often")).with("often")).status())
                .isEqualTo(200);
        assertThat(api.authorizations("/often")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
    }

    @ParameterizedTest
    @EnumSource
    void minimal_client_gets_no_token_and_works_as_without_us(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.forgetRequests();
        assertThat(assertSameWithAndWithout(on, Call.get(api.url("/minimal")).with("minimal"))
                        .status())
                .isEqualTo(401);
        assertThat(api.authorizations("/minimal")).containsExactly("", "");
    }
}
