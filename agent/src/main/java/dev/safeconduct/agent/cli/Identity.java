package dev.safeconduct.agent.cli;

import dev.safeconduct.client.IdTokens;
import dev.safeconduct.client.internal.KnownLogin;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is logged in, as {@code whoami} prints it. Holds no secret: never the ID token itself. */
final class Identity {

    private final TokenRecord login;
    private final IdTokenClaims claims;
    private final String state;

    private Identity(TokenRecord login, String idToken, String state) throws OAuthException {
        this.login = login;
        this.claims = IdTokens.read(idToken);
        this.state = state;
    }

    /**
     * Reads the ID token of a login.
     *
     * @param state how the session stands at the server
     * @return null if the login has none
     * @throws OAuthException if it cannot be read; the message quotes nothing of it
     */
    static @Nullable Identity of(TokenRecord login, String state) throws OAuthException {
        String idToken = login.token().idToken();
        return idToken == null ? null : new Identity(login, idToken, state);
    }

    /** A login of this client: its ID token was validated before it was stored. Another program's was not. */
    private boolean isValidated() {
        return login.clientId() != null;
    }

    String text(Clock clock) {
        StringBuilder text = new StringBuilder();
        String account = KnownLogin.accountOf(login);
        text.append(account == null ? "Unknown account" : account)
                .append(" at ")
                .append(ServerText.sanitize(login.key().server()))
                .append('\n');
        line(text, "Name", claim(claims::name));
        line(text, "User name", claim(claims::preferredUsername));
        String email = claim(claims::email);
        line(text, "E-mail", email == null ? null : email + (isEmailVerified() ? " (verified)" : " (not verified)"));
        line(text, "Subject", claim(claims::subject));
        line(text, "Issuer", claim(claims::issuer));
        line(text, "Client", login.clientId());
        line(text, "State", state);
        line(text, "Logged in", Expiry.words(login.createdAt(), clock));
        Instant end = expiry();
        if (end != null) {
            // It says who logged in, and that stays so.
            line(text, "ID token", (end.isAfter(clock.instant()) ? "expires " : "expired ") + Expiry.words(end, clock));
        }
        line(
                text,
                "Validated",
                isValidated() ? "at the login" : "no: another program has stored it, so it is only what that one says");
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            text.append("  ")
                    .append(name)
                    .append(": ")
                    .append(ServerText.sanitize(value))
                    .append('\n');
        }
    }

    String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("url", login.key().server());
        put(json, "account", KnownLogin.accountOf(login));
        put(json, "name", claim(claims::name));
        put(json, "preferred_username", claim(claims::preferredUsername));
        String email = claim(claims::email);
        put(json, "email", email);
        if (email != null) {
            json.put("email_verified", isEmailVerified());
        }
        put(json, "subject", claim(claims::subject));
        put(json, "issuer", claim(claims::issuer));
        put(json, "client_id", login.clientId());
        json.put("status", state);
        put(json, "created_at", login.createdAt());
        put(json, "id_token_expires_at", expiry());
        json.put("validated", isValidated());
        return new String(OAuthJson.write(json), StandardCharsets.UTF_8) + "\n";
    }

    private static void put(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    private boolean isEmailVerified() {
        try {
            return claims.emailVerified();
        } catch (MetadataException e) {
            return false;
        }
    }

    private @Nullable Instant expiry() {
        try {
            return claims.expiresAt();
        } catch (MetadataException e) {
            return null;
        }
    }

    /** Reads a claim, which may have the wrong type. */
    private interface Claim {
        @Nullable String read() throws MetadataException;
    }

    private static @Nullable String claim(Claim claim) {
        try {
            return claim.read();
        } catch (MetadataException e) {
            return null;
        }
    }
}
