package dev.safeconduct.client.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.spi.OAuthException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedirectUrisTest {

    private static final String ISSUER = "https://as.example";

    private static Config config(Map<String, String> properties) {
        return Config.load(new ConfigInput(properties, Map.of(), null), GrantFlows.ALL);
    }

    @Test
    void three_ports_that_differ_are_registered() {
        List<URI> uris = new RedirectUris(config(Map.of()), ISSUER).toRegister();
        assertThat(uris).hasSize(3).doesNotHaveDuplicates();
        assertThat(uris).allSatisfy(uri -> assertThat(uri.getPort()).isPositive());
    }

    @Test
    void a_configured_port_is_the_only_one() {
        RedirectUris uris = new RedirectUris(config(Map.of("safeconduct.callback.port", "8765")), ISSUER);
        assertThat(uris.toRegister()).singleElement().asString().startsWith("http://127.0.0.1:8765/callback/");
    }

    @Test
    void a_machine_without_a_free_port_is_told_what_to_set_and_not_that_something_internal_failed() {
        RedirectUris uris = new RedirectUris(config(Map.of()), ISSUER, () -> {
            throw new BindException("Address already in use");
        });
        Throwable failure = catchThrowable(uris::toRegister);
        OAuthException told = LoginFlow.asOAuthException(failure, Duration.ofMinutes(1));
        assertThat(told)
                .hasMessageContainingAll("no free port", "127.0.0.1", "safeconduct.callback.port")
                .hasMessageNotContaining("internal error");
    }
}
