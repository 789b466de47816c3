package dev.safeconduct.client.internal.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoncesTest {

    private static final URI SERVER = URI.create("https://h/a");

    private final Nonces nonces = new Nonces();

    @Test
    void last_nonce_of_an_origin_is_for_all_its_paths_and_no_other_origin() {
        assertThat(nonces.of(SERVER)).isNull();
        assertThat(nonces.keep(SERVER, "1")).isTrue();
        assertThat(nonces.keep(URI.create("https://H:443/b"), "2")).isTrue();
        assertThat(nonces.keep(SERVER, null)).isFalse();

        assertThat(nonces.of(SERVER)).isEqualTo("2");
        assertThat(nonces.of(URI.create("https://h:8443/a"))).isNull();
        assertThat(nonces.of(URI.create("http://h/a"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a\\b", "\u00e4", "a\nb"})
    void what_is_no_nonce_is_not_kept(String text) {
        assertThat(nonces.keep(SERVER, text)).isFalse();
        assertThat(nonces.keep(SERVER, "x".repeat(1025))).isFalse();
        assertThat(nonces.of(SERVER)).isNull();
    }
}
