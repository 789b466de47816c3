package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;

/** What a client has to do in whatever surroundings: get a token, and another one when that was revoked. */
final class TwoTokens {

    private TwoTokens() {}

    /** Sends requests with a body and without, and has the token revoked between them. */
    static void assertUsed(Api api, HostJvm program) {
        for (int i = 1; i <= 2; i++) {
            Call post = Call.post(api.url("/a"), "bytes:1000");
            assertThat(program.send(post))
                    .satisfies(seen ->
                            assertThat(seen.status()).as(seen + program.err()).isEqualTo(200));
            assertThat(program.send(Call.get(api.url("/a"))).status()).isEqualTo(200);
            assertThat(api.tokenRequests()).isEqualTo(i);
            api.issuer.endAccessTokens();
        }
        assertThat(api.authorizations("/a")).hasSize(5).allMatch(value -> value.matches("Bearer [^ ]+"));
        assertThat(program.err()).doesNotContain("safeconduct");
    }
}
