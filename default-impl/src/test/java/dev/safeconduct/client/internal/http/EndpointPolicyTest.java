package dev.safeconduct.client.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "https://0.1.2.3/token",
                "https://192.0.0.8/token",
                "https://198.18.0.1/token",
                "https://198.19.255.255/token",
                "https://224.0.0.1/token",
                "https://240.0.0.1/token",
                "https://255.255.255.255/token",
                "https://[::]/token",
                "https://[::1]/token",
                "https://[fd00::1]/token",
                "https://[fc00::1]/token",
                "https://[fe80::1]/token",
                "https://[fec0::1]/token",
                "https://[ff02::1]/token",
                "https://[::ffff:10.0.0.1]/token",
                "https://[::10.0.0.1]/token",
                "https://[64:ff9b::10.0.0.1]/token",
                "https://[64:ff9b::7f00:1]/token",
                "https://[64:ff9b:1::808:808]/token",
                "https://[2002:a00:1::]/token",
                "https://[2001:0:1::1]/token",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://8.8.8.8/token",
                "https://172.32.0.1/token",
                "https://100.128.0.1/token",
                "https://[2606:4700::1]/token",
                "https://[64:ff9b::808:808]/token",
                "https://[2002:808:808::]/token",
            })
    void what_is_on_the_internet_is_allowed(String endpoint) {
        assertThatCode(() -> check(INTERNET, endpoint, false)).doesNotThrowAnyException();
        assertThatCode(() -> check(INTERNET, endpoint, true)).doesNotThrowAnyException();
    }

    /** One program reads them as an address, the next as another one or as a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/token",
                "https://0x7f000001/token",
                "https://0x7f.1/token",
                "https://127.1/token",
                "https://0177.0.0.1/token",
                "https://010.8.8.8/token",
                "https://127.0.0.1./token",
                "https://1.2.3.4.5/token",
                "https://256.1.1.1/token",
            })
    void t19_numbers_that_are_no_plain_address_are_refused(String endpoint) {
        for (boolean proxied : new boolean[] {false, true}) {
            assertThatThrownBy(() -> check(INTERNET, endpoint, proxied)).isInstanceOf(InsecureEndpointException.class);
            assertThatThrownBy(() -> check(INSIDE, endpoint, proxied)).isInstanceOf(InsecureEndpointException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost/token",
                "https://LOCALHOST/token",
                "https://localhost./token",
                "https://a.localhost/token",
                "https://intranet/token",
                "https://sso.corp/token",
                "https://printer.local/token",
                "https://metadata.google.internal/token",
                "https://router.home.arpa/token",
                "https://10.1.2.3/token",
                "https://[::1]/token",
                "https://[fe80::1%25lo]/token",
            })
    void t19_behind_a_proxy_the_rule_is_on_the_name(String endpoint) {
        assertThatThrownBy(() -> check(INTERNET, endpoint, true)).isInstanceOf(InsecureEndpointException.class);
    }

    @Test
    void behind_a_proxy_a_name_need_not_be_known_here() {
        assertThatThrownBy(() -> check(INTERNET, "https://as.invalid/token", false))
                .isInstanceOf(TransientException.class);
        assertThatCode(() -> check(INTERNET, "https://as.invalid/token", true)).doesNotThrowAnyException();
        assertThatCode(() -> check(INSIDE, "https://sso.corp/token", true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/mcp, true",
        "https://10.1.2.3/mcp, true",
        "https://api.corp.internal/mcp, true",
        "https://8.8.8.8/mcp, false",
        "https://api.invalid/mcp, false",
    })
    void endpoints_may_be_as_far_in_as_the_server(String server, boolean inside) {
        assertThat(EndpointPolicy.forServer(URI.create(server), false, false).allowPrivate())
                .isEqualTo(inside);
        assertThat(EndpointPolicy.forServer(URI.create(server), true, false).allowPrivate())
                .isTrue();
    }
}
