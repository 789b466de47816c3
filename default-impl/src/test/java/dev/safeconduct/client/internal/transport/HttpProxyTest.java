package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {

    @ParameterizedTest
    @CsvSource({
        "proxy.corp:3128, proxy.corp:3128,",
        "http://proxy.corp:3128, proxy.corp:3128,",
        "HTTP://proxy.corp:3128/, proxy.corp:3128,",
        "10.0.0.1:8080, 10.0.0.1:8080,",
        "[::1]:8080, [::1]:8080,",
        "http://me:secret@proxy.corp:3128, proxy.corp:3128, Basic bWU6c2VjcmV0",
        "me:p%40ss%3A@proxy.corp:3128, proxy.corp:3128, Basic bWU6cEBzczo=",
    })
    void forms(String value, String shown, String authorization) {
        HttpProxy proxy = HttpProxy.parse(value);
        assertThat(proxy).hasToString(shown);
        assertThat(proxy.authorization()).isEqualTo(authorization);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "http://canary",
                "canary:0",
                "canary:70000",
                "canary:port",
                "https://canary:443",
                "socks5://canary:1080",
                "http://me:canary@:3128",
                "http://me:can ary@proxy:3128",
                "http://me:can@ry@proxy:3128",
                "http://proxy:3128/canary",
                "http://proxy:3128?canary",
            })
    void what_is_no_proxy_is_refused_and_not_repeated(String value) {
        assertThatThrownBy(() -> HttpProxy.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("safeconduct.http.proxy ")
                .hasMessageNotContainingAny("canary", "can ary", "can@ry")
                .hasNoCause();
    }
}
