package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPolicyTest {

    private static final Remedies SETTINGS =
            (condition, setting, value) -> " " + condition + " api." + setting + "=" + value + ".";
    private static final EndpointPolicy INTERNET = new EndpointPolicy(NetworkReach.INTERNET, false, SETTINGS);
    private static final EndpointPolicy NETWORK = new EndpointPolicy(NetworkReach.NETWORK, false, SETTINGS);
    private static final EndpointPolicy MACHINE = new EndpointPolicy(NetworkReach.MACHINE, false, SETTINGS);

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
        assertThatCode(() -> check(MACHINE, endpoint, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1/token",
                "ftp://192.0.2.1/token",
                "https://user@192.0.2.1/token",
                "https://192.0.2.1/token#x",
                "https:/token",
                "https://192.0.2.1:65536/token",
            })
    void what_is_not_plain_https_is_refused(String endpoint) {
        assertThatThrownBy(() -> check(INTERNET, endpoint, false)).isInstanceOf(InsecureEndpointException.class);
    }

    @Test
    void a_surface_without_settings_names_none() {
        assertThatThrownBy(() -> check(new EndpointPolicy(NetworkReach.MACHINE, false), "http://10.1.2.3/token", false))
                .hasMessageEndingWith("(http://10.1.2.3) is not https.");
    }

    @Test
    void http_is_for_this_machine_or_by_choice() {
        assertThatCode(() -> check(MACHINE, "http://127.0.0.1:8080/token", false))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(MACHINE, "http://10.1.2.3/token", false))
                .isInstanceOf(InsecureEndpointException.class)
                .hasMessageEndingWith("If the network is trusted, set api.allow-http=true.");
        assertThatCode(() -> check(new EndpointPolicy(NetworkReach.MACHINE, true), "http://10.1.2.3/token", false))
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
            assertThatThrownBy(() -> check(MACHINE, endpoint, proxied)).isInstanceOf(InsecureEndpointException.class);
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
        assertThatCode(() -> check(MACHINE, "https://sso.corp/token", true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/token",
                "http://127.0.0.1:6379/token",
                "https://127.8.8.8/token",
                "https://0.0.0.0/token",
                "https://[::1]/token",
                "https://[::]/token",
                "https://[::ffff:127.0.0.1]/token",
                "https://[64:ff9b::7f00:1]/token",
                "https://localhost/token",
            })
    void t19_a_server_in_the_network_cannot_send_us_to_this_machine(String endpoint) {
        assertThatThrownBy(() -> check(NETWORK, endpoint, false))
                .isInstanceOf(InsecureEndpointException.class)
                .hasMessageContaining("an address of this machine")
                .hasMessageEndingWith("If that is intended, set api.allow-private-issuer=true.");
        assertThatCode(() -> check(MACHINE, endpoint, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost/token", "https://LocalHost./token", "https://a.localhost/token"})
    void t19_nor_to_the_name_of_this_machine_behind_a_proxy(String endpoint) {
        assertThatThrownBy(() -> check(NETWORK, endpoint, true)).isInstanceOf(InsecureEndpointException.class);
        assertThatCode(() -> check(MACHINE, endpoint, true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.1.2.3/token", "https://[fd00::1]/token", "https://8.8.8.8/token"})
    void a_server_further_inside_has_its_authorization_server_outside(String endpoint) {
        assertThatCode(() -> check(NETWORK, endpoint, false)).doesNotThrowAnyException();
        assertThatCode(() -> check(MACHINE, endpoint, false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/mcp, MACHINE",
        "https://[::1]/mcp, MACHINE",
        "http://localhost/mcp, MACHINE",
        "https://10.1.2.3/mcp, NETWORK",
        "https://169.254.169.254/mcp, NETWORK",
        "https://[fe80::1]/mcp, NETWORK",
        "https://api.corp.internal/mcp, NETWORK",
        "https://8.8.8.8/mcp, INTERNET",
        "https://api.invalid/mcp, INTERNET",
    })
    void endpoints_may_be_as_far_in_as_the_server(String server, NetworkReach reach) {
        assertThat(EndpointPolicy.forServer(URI.create(server), false, false, Remedies.NONE)
                        .reach())
                .isEqualTo(reach);
        assertThat(EndpointPolicy.forServer(URI.create(server), true, false, Remedies.NONE)
                        .reach())
                .isEqualTo(NetworkReach.MACHINE);
    }
}
