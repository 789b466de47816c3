package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.Reply;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpUrlConnectionIT extends HttpClientInstrumentationContract {

    @Override
    String host() {
        return "HttpUrlConnectionHost";
    }

    @ParameterizedTest
    @EnumSource
    void redirectThatIsNotFollowedIsHandedBack(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.resource.on("/away", request -> Reply.redirect(302, api.url("/there")));
        on.forgetRequests();
        assertThat(assertSameWithAndWithout(on, Call.get(api.url("/away")).with("stay"))
                        .status())
                .isEqualTo(302);
        assertThat(api.authorizations("/away")).first().satisfies(value -> assertIsTokenOf(api, value));
        assertThat(api.resource.requestsTo("/there")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void applicationNeverSeesTheFieldThatIsOurs(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.resource.on("/fields", request -> Reply.text(200, "text/plain", "ok"));
        for (String option : List.of("", "fields", "connect", "disconnect")) {
            on.forgetRequests();
            Seen seen =
                    assertSameWithAndWithout(on, Call.get(api.url("/fields")).with(option));
            assertThat(seen.headers()).as(option).contains("(asked)=[{}, null]");
            assertThat(api.authorizations("/fields"))
                    .as(option)
                    .first()
                    .satisfies(value -> assertIsTokenOf(api, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fieldsAskedForFirstAreThoseOfTheAnswer(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.api("stale");
        for (String option : List.of("fields", "connect", "disconnect")) {
            on.withAgent.send(Call.get(api.url("")));
            api.issuer.endAccessTokens();
            api.forgetRequests();
            Seen seen = on.withAgent.send(Call.get(api.url("/x")).with(option));
            assertThat(seen.status()).as(option).isEqualTo(200);
            assertThat(seen.headers()).as(option).contains("HTTP/1.1 200").doesNotContain("WWW-Authenticate");
            assertThat(api.resource.requestsTo("/x")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionIsKeptAlive(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        on.withAgent.send(Call.get(api.url("/x")));
        int before = on.plainPort.connections();
        for (int i = 0; i < 3; i++) {
            on.withAgent.send(Call.get(api.url("/x")));
        }
        assertThat(on.plainPort.connections()).isEqualTo(before);
    }

    /** While it waits, the server closes what is idle: what is streamed could not be sent once more. */
    @ParameterizedTest
    @EnumSource
    void streamedRequestWaitsForItsTokenBeforeItConnects(Jdk jdk) throws InterruptedException {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (String body : List.of("stream:1000", "chunks:1000")) {
            api.letTokenExpire(on.withAgent);
            api.forgetRequests();
            try (HeldTokens held = new HeldTokens(api)) {
                on.withAgent.tell(Call.post(api.url("/streamed"), body).words());
                held.await();
                on.plainPort.dropConnections();
            }
            Seen seen = Seen.of(on.withAgent.nextLine());
            assertThat(seen.status()).as(seen.failure()).isEqualTo(200);
            assertThat(api.resource.requestsTo("/streamed")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body100ContinueIsSentWithTheToken(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        for (String body : List.of("text:hello", "stream:1000", "chunks:1000")) {
            on.forgetRequests();
            assertThat(on.withAgent
                            .send(Call.post(api.url("/echo"), body).header("Expect: 100-continue"))
                            .status())
                    .as(body)
                    .isEqualTo(200);
            assertThat(api.authorizations("/echo")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
        }
    }
}
