package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoProxyTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, a.b.example.com, true",
        "example.com, EXAMPLE.com, true",
        "Example.com, example.com, true",
        "example.com, badexample.com, false",
        "example.com, example.com.evil.org, false",
        ".example.com, a.example.com, true",
        ".example.com, example.com, false",
        "*.example.com, a.example.com, true",
        "*.example.com, example.com, false",
        "*, example.com, true",
        "intranet, intranet, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.30, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, a.example.com, false",
        "172.16.0.0/12, 172.31.0.1, true",
        "172.16.0.0/12, 172.32.0.1, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, [2001:db8::1], false",
        "2001:db8::/32, [2001:db8::1], true",
        "2001:db8::1, [2001:db8:0::1], true",
        "2001:db8::1, [2001:db8::2], false",
    })
    void hosts(String entry, String host, boolean listed) {
        assertThat(NoProxy.contains(entry, host)).isEqualTo(listed);
        assertThat(NoProxy.contains("other.org , " + entry + ",", host)).isEqualTo(listed);
    }

    @Test
    void nothing_is_in_no_list() {
        assertThat(NoProxy.contains(null, "example.com")).isFalse();
        assertThat(NoProxy.contains("", "example.com")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com:8080", "http://example.com", "exa*mple.com", "10.0.0.0/33", "10.0.0.0/x", "a/8", "."
            })
    void what_is_none_of_these_is_an_error_even_where_another_entry_fits(String entry) {
        assertThatThrownBy(() -> NoProxy.contains("example.com," + entry, "example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("safeconduct.http.no-proxy")
                .hasMessageContaining("\"" + entry + "\"");
    }
}
