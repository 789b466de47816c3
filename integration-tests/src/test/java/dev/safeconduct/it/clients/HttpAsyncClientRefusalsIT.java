package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.HeldTokens;
import dev.safeconduct.testkit.client.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals that are hard to hold, in Apache's asynchronous clients. */
@Tag("full")
class HttpAsyncClientRefusalsIT {

    private static final String CHALLENGE = "Bearer error=\"invalid_token\"";
    private static final int SMALL = 10;

    /** More than is held, and more than the client reads without being asked. */
    private static final int LARGE = 1_000_000;

    static Stream<Arguments> clients() {
        List<Arguments> all = new ArrayList<>();
        for (Jdk jdk : Jdk.values()) {
            all.add(Arguments.of("HttpAsyncClient5Host", "httpclient5-newest", jdk));
            all.add(Arguments.of("HttpAsyncClient4Host", "httpasyncclient4-newest", jdk));
        }
        all.add(Arguments.of("HttpAsyncClient5Host", "httpclient5-oldest", Jdk.JDK_17));
        all.add(Arguments.of("HttpAsyncClient4Host", "httpasyncclient4-middle", Jdk.JDK_17));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void refusal_of_any_size_leads_to_a_resend(String host, String libraries, Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(host, libraries, jdk, api)) {
            for (int size : new int[] {SMALL, LARGE}) {
                for (String connection : List.of("keep-alive", "close")) {
                    api.resource.on("/sized", request -> reply(api, request, size, connection));
                    for (Call call : List.of(
                            Call.get(api.url("/sized")),
                            Call.post(api.url("/sized"), "bytes:100000"),
                            Call.post(api.url("/sized"), "bytes:100000").with("expect"))) {
                        assertThat(jvm.send(Call.get(api.url(""))).status()).isEqualTo(200);
                        api.issuer.endAccessTokens();
                        api.forgetRequests();
                        Seen seen = jvm.send(call);
                        assertThat(seen.status())
                                .as(size + " " + connection + " " + call + seen.failure() + jvm.err())
                                .isEqualTo(200);
                        assertThat(api.tokenRequests()).isOne();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void refusal_of_any_size_is_handed_on_whole_if_no_token_comes_in_time(String host, String libraries, Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = start(host, libraries, jdk, api)) {
            for (int size : new int[] {SMALL, LARGE}) {
                for (String connection : List.of("keep-alive", "close")) {
                    api.resource.on("/sized", request -> reply(api, request, size, connection));
                    assertThat(jvm.send(Call.get(api.url(""))).status()).isEqualTo(200);
                    api.issuer.endAccessTokens();
                    try (HeldTokens held = new HeldTokens(api)) {
                        Seen refused = jvm.send(Call.get(api.url("/sized")).with("timeout=1000"));
                        assertThat(refused.status())
                                .as(size + " " + connection + refused.failure() + jvm.err())
                                .isEqualTo(401);
                        assertThat(refused.length()).isEqualTo(size);
                        held.await();
                    }
                }
            }
        }
    }

    private static Reply reply(Api api, RecordedRequest request, int size, String connection) {
        return api.issuer.isActive(Api.authorization(request).replace("Bearer ", ""))
                ? Reply.text(200, "text/plain", "ok")
                : Reply.text(401, "text/plain", "n".repeat(size))
                        .header("WWW-Authenticate", CHALLENGE)
                        .header("Connection", connection);
    }

    private static HostJvm start(String host, String libraries, Jdk jdk, Api api) {
        return HostProgram.of(jdk, host)
                .libraries(libraries)
                .agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }
}
