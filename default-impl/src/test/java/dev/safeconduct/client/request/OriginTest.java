package dev.safeconduct.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "https, api.good, -1, api.good, true",
        "https, api.good, 443, api.good, true",
        "https, api.good, 443, api.good:443, false",
        "HTTPS, api.good, 443, api.good, true",
        "http, api.good, 443, api.good:443, true",
        "http, api.good, 80, api.good, true",
        "https, api.good, 80, api.good, false",
        "https, api.good, 80, api.good:80, true",
        "https, api.good, 8443, api.good:8443, true",
        "https, api.good, 8443, api.good, false",
        "https, api.good, 8443, api.good:844, false",
        "https, api.good, 8443, api.good:84430, false",
        "https, api.good, 8443, api.good:+8443, false",
        "https, api.good, 8443, api.good.evil:8443, false",
        "https, api.good, -1, api.good.evil, false",
        "https, api.good, -1, evil, false",
        "https, '[::1]', 8443, '[::1]:8443', true",
        "https, '[::1]', -1, '::1', false",
    })
    void a_host_field_is_what_a_client_writes_by_itself(
            String scheme, String host, int port, String field, boolean isIt) {
        assertThat(new Origin(scheme, host, port).isWrittenAs(field)).isEqualTo(isIt);
    }
}
