package dev.safeconduct.client.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SentSecretsTest {

    private static final SentSecrets SENT = SentSecrets.of(
            Map.of("grant_type", "refresh_token", "refresh_token", "a secret+of/mine", "kind", "client"), Map.of());

    @Test
    void t77_a_secret_is_masked_in_any_form() {
        assertThat(SENT.mask("<a secret+of/mine> <a+secret%2Bof%2Fmine> <a%20secret%2bof%2fmine>"))
                .isEqualTo("<***> <***> <***>");
    }

    @Test
    void t77_what_is_cut_off_leaves_no_half_of_a_secret() {
        assertThat(SENT.mask("x".repeat(250) + "a secret+of/mine")).doesNotContain("a sec");
    }

    @Test
    void t77_an_error_code_is_masked_where_it_is_a_secret() {
        assertThat(SENT.maskCode("a secret+of/mine")).isEqualTo("***");
    }

    @Test
    void an_error_code_that_the_client_acts_on_stays_though_a_parameter_has_the_same_word() {
        assertThat(SENT.maskCode("invalid_client")).isEqualTo("invalid_client");
    }
}
