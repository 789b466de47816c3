package dev.safeconduct.client.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.request.Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFieldTest {

    @ParameterizedTest
    @CsvSource({
        "api.good, https, api.good, -1, true",
        "API.Good, https, api.good, -1, true",
        "api.good:443, https, api.good, -1, true",
        "api.good, https, api.good, 443, true",
        "api.good:8443, https, api.good, 8443, true",
        "[::1]:8080, http, [::1], 8080, true",
        "[::1], http, [::1], -1, true",
        "api.good, https, api.good, 8443, false",
        "api.good:80, https, api.good, -1, false",
        "api.evil, https, api.good, -1, false",
        "api.good.evil, https, api.good, -1, false",
        "api.good., https, api.good, -1, false",
        "api.good:443:443, https, api.good, -1, false",
        "\u212Aiosk.test, https, kiosk.test, -1, false",
        "'', https, api.good, -1, false",
    })
    void agrees_only_with_its_target(String field, String scheme, String host, int port, boolean agrees) {
        assertThat(HostField.agrees(field, new Origin(scheme, host, port))).isEqualTo(agrees);
    }
}
