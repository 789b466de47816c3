package dev.safeconduct.clients.ktor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.request.RequestAuthorizer;
import io.ktor.client.engine.HttpClientEngine;
import io.ktor.client.engine.HttpClientEngineConfig;
import io.ktor.client.engine.HttpClientEngineFactory;
import io.ktor.client.engine.okhttp.NamesakeEngine;
import kotlin.Unit;
import org.junit.jupiter.api.Test;

class SafeconductKtorTest {

    private static final RequestAuthorizer NOTHING = (scheme, host, port, rawPath) -> null;

    @Test
    void engine_that_sends_by_another_client_is_refused() {
        HttpClientEngineFactory<HttpClientEngineConfig> factory =
                SafeconductKtor.engine(block -> new NamesakeEngine(), NOTHING);
        assertThatThrownBy(() -> factory.create(config -> Unit.INSTANCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NamesakeEngine sends by another HTTP client");
    }

    @Test
    void engine_that_a_program_has_prepared_is_known_in_every_copy() {
        HttpClientEngine engine = new AuthorizingEngine(new NamesakeEngine(), NOTHING);
        assertThat(AuthorizingEngine.isOne(engine)).isTrue();
        assertThat(AuthorizingEngine.isOne(new NamesakeEngine())).isFalse();
    }
}
