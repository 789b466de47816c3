package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Conditions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The handshake of a WebSocket goes the way of a request. */
@Tag("full")
class ArmeriaWebSocketIT {

    @ParameterizedTest
    @EnumSource
    void handshake_has_the_token_and_is_not_made_again(Jdk jdk) throws InterruptedException {
        try (Api api = Api.start();
                HostJvm jvm = HostProgram.of(jdk, "ArmeriaWebSocketHost")
                        .libraries("armeria-newest")
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            api.resource.on("/socket", request -> WebSocketServer.handshake(api, request));
            Call open = Call.get(api.url("/socket"));
            assertThat(jvm.send(open)).satisfies(seen -> {
                assertThat(seen.status()).as(seen + jvm.err()).isEqualTo(101);
                assertThat(seen.body()).isEqualTo("hello");
            });
            assertThat(api.authorizations("/socket")).singleElement().asString().startsWith("Bearer ");

            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertThat(jvm.send(open).status()).isEqualTo(401);
            Conditions.await("the next has a new token", () -> jvm.send(open).status() == 101);
            assertThat(api.tokenRequests()).isOne();
        }
    }
}
