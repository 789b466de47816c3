package dev.safeconduct.client.muster;

import static dev.safeconduct.client.oauth.SingleSignOn.EXCHANGE;
import static dev.safeconduct.client.oauth.SingleSignOn.FORWARDING;
import static dev.safeconduct.client.oauth.SingleSignOn.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of who sets a status, row by row, in JSON. */
class ServerAuthStatusTest {

    private static final String ISSUER = "https://as.example";

    static Stream<Arguments> rows() {
        return Stream.of(
                row(ServerAuthStatus.connected("s", NONE), "status", "connected"),
                row(
                        ServerAuthStatus.connected("s", FORWARDING),
                        "status",
                        "connected",
                        "token_forwarding_enabled",
                        true),
                row(
                        ServerAuthStatus.authRequired("s", NONE, ISSUER, "a b"),
                        "status",
                        "auth_required",
                        "issuer",
                        ISSUER,
                        "scope",
                        "a b",
                        "auth_tool",
                        "core_auth_login"),
                row(
                        ServerAuthStatus.authRequired("s", EXCHANGE, null, null),
                        "status",
                        "auth_required",
                        "token_exchange_enabled",
                        true),
                row(
                        ServerAuthStatus.ssoAttemptFailed("s", FORWARDING, ISSUER, null),
                        "status",
                        "auth_required",
                        "issuer",
                        ISSUER,
                        "token_forwarding_enabled",
                        true,
                        "sso_attempt_failed",
                        true),
                row(
                        ServerAuthStatus.reauthRequired("s", NONE, null, null),
                        "status",
                        "reauth_required",
                        "auth_tool",
                        "core_auth_login"),
                row(
                        ServerAuthStatus.reauthRequired("s", EXCHANGE, ISSUER, "a"),
                        "status",
                        "reauth_required",
                        "issuer",
                        ISSUER,
                        "scope",
                        "a",
                        "auth_tool",
                        "core_auth_login",
                        "token_exchange_enabled",
                        true),
                row(
                        ServerAuthStatus.ssoPending("s", EXCHANGE),
                        "status",
                        "sso_pending",
                        "token_exchange_enabled",
                        true),
                row(ServerAuthStatus.unreachable("s", NONE, "timeout"), "status", "unreachable", "error", "timeout"),
                row(ServerAuthStatus.unreachable("s", NONE, null), "status", "unreachable"),
                row(ServerAuthStatus.disconnected("s", NONE), "status", "disconnected"),
                row(ServerAuthStatus.failed("s", NONE, "dropped"), "status", "failed", "error", "dropped"),
                row(ServerAuthStatus.error("s", NONE, "odd"), "status", "error", "error", "odd"));
    }

    private static Arguments row(ServerAuthStatus status, Object... members) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "s");
        for (int i = 0; i < members.length; i += 2) {
            json.put((String) members[i], members[i + 1]);
        }
        return Arguments.of(status, json);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void each_row_has_its_members_and_no_others(ServerAuthStatus status, Map<String, Object> json) throws Exception {
        assertThat(status.toJson()).isEqualTo(json);
        assertThat(ServerAuthStatus.read(json)).isEqualTo(status);
    }

    @Test
    void there_is_a_row_for_every_status() {
        assertThat(rows().map(row -> ((ServerAuthStatus) row.get()[0]).status()).distinct())
                .containsExactlyInAnyOrder(SessionServerStatus.values());
        assertThat(Arrays.stream(SessionServerStatus.values()).map(SessionServerStatus::value))
                .containsExactly(
                        "connected",
                        "auth_required",
                        "disconnected",
                        "error",
                        "unreachable",
                        "failed",
                        "sso_pending",
                        "reauth_required");
    }

    private static ServerAuthStatus built(
            SessionServerStatus status, String tool, String error, boolean forwarding, boolean failed) {
        return new ServerAuthStatus("s", status, null, null, tool, error, forwarding, false, failed);
    }

    @ParameterizedTest
    @EnumSource(SessionServerStatus.class)
    void a_failed_single_sign_on_belongs_to_a_login_that_is_needed(SessionServerStatus status) {
        if (status.needsLogin()) {
            assertThat(built(status, null, null, true, true).ssoAttemptFailed()).isTrue();
        } else {
            assertThatThrownBy(() -> built(status, null, null, true, true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> built(status, null, null, false, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(SessionServerStatus.class)
    void the_tool_belongs_to_a_login_that_a_person_can_do(SessionServerStatus status) {
        for (boolean sso : new boolean[] {false, true}) {
            boolean allowed = status == SessionServerStatus.REAUTH_REQUIRED
                    || (status == SessionServerStatus.AUTH_REQUIRED && !sso);
            if (allowed) {
                assertThat(built(status, "core_auth_login", null, sso, false).authTool())
                        .isNotNull();
            } else {
                assertThatThrownBy(() -> built(status, "core_auth_login", null, sso, false))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void what_is_well_has_no_error_and_what_is_pending_has_single_sign_on() {
        assertThatThrownBy(() -> built(SessionServerStatus.CONNECTED, null, "x", false, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> built(SessionServerStatus.SSO_PENDING, null, "x", true, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerAuthStatus.ssoPending("s", NONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerAuthStatus.ssoAttemptFailed("s", NONE, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
