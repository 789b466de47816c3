package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Seen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HttpAsyncClient 4.0, with servers that keep their connections; the contract is for {@link HttpAsyncClient4MiddleIT}. */
@Tag("matrix")
class HttpAsyncClient4OldestIT {

    @ParameterizedTest
    @EnumSource
    void request_has_the_token_and_is_sent_again(Jdk jdk) {
        try (Api api = Api.start();
                HostJvm jvm = HostProgram.of(jdk, "HttpAsyncClient4Host")
                        .libraries("httpasyncclient4-oldest")
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            for (Call call : new Call[] {Call.get(api.url("/work")), Call.post(api.url("/work"), "text:hello")}) {
                assertThat(jvm.send(Call.get(api.url("/work"))).status()).isEqualTo(200);
                api.issuer.endAccessTokens();
                api.forgetRequests();
                assertThat(jvm.send(call).status()).as(call + jvm.err()).isEqualTo(200);
                assertThat(api.tokenRequests()).isOne();
                assertThat(api.authorizations("/work")).hasSize(2).doesNotHaveDuplicates();
            }
            api.resource.on("/refused", request -> Reply.text(401, "text/plain", "no".repeat(50_000))
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\""));
            Seen refused = jvm.send(Call.post(api.url("/refused"), "stream:1000"));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.length()).isEqualTo(100_000);
        }
    }
}
