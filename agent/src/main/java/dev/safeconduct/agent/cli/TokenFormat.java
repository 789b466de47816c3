package dev.safeconduct.agent.cli;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.client.oauth.Token;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a token is printed. */
enum TokenFormat {
    /** The token alone. */
    RAW,
    /** A header line, as {@code curl -H @-} reads it. */
    HEADER,
    /** The token response document of RFC 6749 §5.1, without the refresh token. */
    JSON,
    /** An assignment that a POSIX shell reads. */
    ENV,
    /** What kubectl reads from a credential plugin. */
    EXEC_CREDENTIAL;

    /** What is printed, without a line end after it. */
    String text(Token token, Clock clock) throws CommandFailure {
        String accessToken = token.accessToken();
        // What another program wrote into the store must not become a second header line or command.
        if (!isPlain(accessToken)) {
            throw new CommandFailure(
                    ExitCode.STORE, "The stored token holds characters that no token has. It is not printed.");
        }
        if (this != JSON && token.tokenType().equals(Authorization.DPOP)) {
            throw new CommandFailure(
                    ExitCode.GENERAL,
                    "The token is bound to a key (DPoP), so other programs cannot use it. To see it, add -o json.");
        }
        return switch (this) {
            case RAW -> accessToken;
            case HEADER -> "Authorization: Bearer " + accessToken;
            case JSON -> json(response(token, clock));
            case ENV -> "SAFECONDUCT_TOKEN='" + accessToken.replace("'", "'\\''") + "'";
            case EXEC_CREDENTIAL -> json(execCredential(token));
        };
    }

    private static boolean isPlain(String accessToken) {
        for (int i = 0; i < accessToken.length(); i++) {
            char c = accessToken.charAt(i);
            if (c < 0x21 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, @Nullable Object> response(Token token, Clock clock) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("access_token", token.accessToken());
        json.put("token_type", token.tokenType());
        Instant expiresAt = token.expiresAt();
        if (expiresAt != null) {
            json.put(
                    "expires_in",
                    Math.max(0, Duration.between(clock.instant(), expiresAt).toSeconds()));
        }
        if (token.scope() != null) {
            json.put("scope", token.scope());
        }
        return json;
    }

    private static Map<String, @Nullable Object> execCredential(Token token) {
        Map<String, @Nullable Object> status = new LinkedHashMap<>();
        Instant expiresAt = token.expiresAt();
        if (expiresAt != null) {
            status.put(
                    "expirationTimestamp",
                    expiresAt.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        status.put("token", token.accessToken());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("apiVersion", "client.authentication.k8s.io/v1");
        json.put("kind", "ExecCredential");
        json.put("status", status);
        return json;
    }

    private static String json(Map<String, @Nullable Object> members) {
        return new String(OAuthJson.write(members), StandardCharsets.UTF_8);
    }

    /** Reads the name of a format as a person writes it. */
    static final class Converter implements ITypeConverter<TokenFormat> {

        @Override
        public TokenFormat convert(String text) {
            for (TokenFormat format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + text + "' is not one of raw, header, json, env, exec-credential");
        }
    }
}
