package dev.safeconduct.client.internal.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPolicyTest {

    private static final EndpointPolicy INTERNET = new EndpointPolicy(false, false);
    private static final EndpointPolicy INSIDE = new EndpointPolicy(true, false);

    private static void check(EndpointPolicy policy, String endpoint, boolean proxied) throws OAuthException {
        policy.check(URI.create(endpoint), "token endpoint", proxied);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/token",
                "https://localhost/token",
                "https://10.1.2.3/token",
                "https://172.16.0.1/token",
                "https://192.168.1.1/token",
                "https://169.254.169.254/token",
                "https://100.64.0.1/token",
                "https://0.0.0.0/token",
                "https://[::1]/token",
                "https://[fd00::1]/token",
                "https://[fe80::1]/token",
                "https://[::ffff:10.0.0.1]/token",
            })
    void t19_a_server_on_the_internet_cannot_send_us_inside(String endpoint) {
        assertThatThrownBy(() -> check(INTERNET, endpoint, false)).isInstanceOf(InsecureEndpointException.class);
        assertThatCode(() -> check(INSIDE, endpoint, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1/token",
                "ftp://192.0.2.1/token",
                "https://user@192.0.2.1/token",
                "https://192.0.2.1/token#x",
                "https:/token",
            })
    void what_is_not_plain_https_is_refused(String endpoint) {
        assertThatThrownBy(() -> check(INTERNET, endpoint, false)).isInstanceOf(InsecureEndpointException.class);
    }

    @Test
    void http_is_for_this_machine_or_by_choice() {
        assertThatCode(() -> check(INSIDE, "http://127.0.0.1:8080/token", false))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(INSIDE, "http://10.1.2.3/token", false))
                .isInstanceOf(InsecureEndpointException.class)
                .hasMessageContaining("allow-http");
        assertThatCode(() -> check(new EndpointPolicy(true, true), "http://10.1.2.3/token", false))
                .doesNotThrowAnyException();
    }

    @Test
    void behind_a_proxy_a_name_need_not_be_known_here_but_an_address_is_judged() {
        assertThatThrownBy(() -> check(INTERNET, "https://as.invalid/token", false))
                .isInstanceOf(TransientException.class);
        assertThatCode(() -> check(INTERNET, "https://as.invalid/token", true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(INTERNET, "https://10.1.2.3/token", true))
                .isInstanceOf(InsecureEndpointException.class);
        assertThatThrownBy(() -> check(INTERNET, "https://[::1]/token", true))
                .isInstanceOf(InsecureEndpointException.class);
    }
}
