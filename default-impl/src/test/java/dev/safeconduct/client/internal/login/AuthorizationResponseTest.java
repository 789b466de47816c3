package dev.safeconduct.client.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationResponseTest {

    private static AuthorizationServerMetadata metadata(boolean issAdvertised) {
        return new AuthorizationServerMetadata(Map.<String, Object>of(
                "issuer", "https://as.example", "authorization_response_iss_parameter_supported", issAdvertised));
    }

    private static Map<String, String> response(String iss, boolean error) {
        Map<String, String> response = new HashMap<>();
        if (iss != null) {
            response.put("iss", iss);
        }
        if (error) {
            response.put("error", "access_denied");
            response.put("error_description", "text of the attacker");
        } else {
            response.put("code", "c");
        }
        return response;
    }

    @ParameterizedTest
    @CsvSource({
        "true,  https://as.example,  true",
        "false, https://as.example,  true",
        "false, ,                    true",
        "true,  ,                    false",
        "true,  https://as.example/, false",
        "true,  https://evil.example, false",
        "false, https://evil.example, false",
    })
    void t34_the_response_has_to_come_from_the_issuer_that_was_asked(boolean advertised, String iss, boolean accepted)
            throws Exception {
        if (accepted) {
            assertThat(AuthorizationResponse.code(response(iss, false), metadata(advertised)))
                    .isEqualTo("c");
            assertThatThrownBy(() -> AuthorizationResponse.code(response(iss, true), metadata(advertised)))
                    .isInstanceOf(ErrorResponseException.class);
        } else {
            for (boolean error : new boolean[] {true, false}) {
                assertThatThrownBy(() -> AuthorizationResponse.code(response(iss, error), metadata(advertised)))
                        .isInstanceOf(IssuerMismatchException.class)
                        .hasMessageNotContaining("attacker");
            }
        }
    }

    @Test
    void neither_code_nor_error_is_an_error() {
        assertThatThrownBy(() -> AuthorizationResponse.code(Map.of(), metadata(false)))
                .isInstanceOf(OAuthException.class);
    }
}
