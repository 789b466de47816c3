package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("full")
class HttpClient4NewestIT extends HttpClient4Contract {

    HttpClient4NewestIT() {
        super(withAgent("httpclient4-newest"));
    }

    @ParameterizedTest
    @EnumSource
    void builder_that_overrides_its_decoration_is_included(Jdk jdk) {
        ClientSession on = on(jdk);
        Api api = on.plain;
        api.forgetRequests();
        assertThat(on.withAgent
                        .send(Call.get(api.url("/sub")).with("subclassed"))
                        .status())
                .isEqualTo(200);
        assertThat(api.authorizations("/sub")).singleElement().satisfies(value -> assertIsTokenOf(api, value));
    }
}
