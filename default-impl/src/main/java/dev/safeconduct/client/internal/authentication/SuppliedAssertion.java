package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.process.CommandOutput;
import dev.safeconduct.client.internal.process.CommandWords;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client assertion that another program makes (RFC 7521 §4.2), such as the projected service account token of
 * Kubernetes. It is read again for each request, as it is replaced every few minutes, and before it is sent it is checked
 * that it was made for this authorization server: elsewhere it is a credential that would be given away (THREATS 97).
 */
public final class SuppliedAssertion {

    static final String SETTING = "client-assertion";
    static final String COMMAND = "client-assertion-command";

    private static final int SIGNED_PARTS = 3;
    private static final int ENCRYPTED_PARTS = 5;

    /** How a JSON object begins in base64url. */
    private static final String OBJECT = "eyJ";

    private final ClientSettings settings;
    private final String audience;
    private final String key;

    private SuppliedAssertion(ClientSettings settings, String setting, String audience) {
        this.settings = settings;
        this.audience = audience;
        this.key = settings.key(setting);
    }

    /** The assertion by which a client authenticates, as it is now; null if none is configured. See the other method. */
    static @Nullable String read(AuthenticatingClient client, Instant now) throws OAuthException {
        ClientSettings settings = client.settings();
        if (settings.isSet(SETTING)) {
            return read(settings, SETTING, JwtAssertion.audience(client), now);
        }
        String command = settings.setting(COMMAND);
        if (command == null) {
            return null;
        }
        String audience = JwtAssertion.audience(client);
        return new SuppliedAssertion(settings, COMMAND, audience).checked(output(settings.key(COMMAND), command), now);
    }

    /**
     * An assertion or token of another program, as it is now; null if none is configured. Blocks.
     *
     * @param setting where it is
     * @param audience whom it has to be for: the authorization server that it is going to be sent to
     * @throws OAuthException if it cannot be read or must not be sent; the message quotes nothing of it but its audience
     */
    public static @Nullable String read(ClientSettings settings, String setting, String audience, Instant now)
            throws OAuthException {
        String text = settings.setting(setting);
        return text == null ? null : new SuppliedAssertion(settings, setting, audience).checked(text, now);
    }

    /**
     * Checks what was obtained for an audience, before it is sent there.
     *
     * @param setting where it comes from
     * @throws OAuthException if it must not be sent
     */
    public static void check(ClientSettings settings, String setting, String audience, String text, Instant now)
            throws OAuthException {
        new SuppliedAssertion(settings, setting, audience).check(text, now);
    }

    private String checked(String written, Instant now) throws OAuthException {
        String text = written.strip();
        check(text, now);
        return text;
    }

    private static String output(String key, String command) throws ConfigException {
        try {
            return CommandOutput.of(CommandWords.split(command), CommandOutput.LIMIT);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(key, key + " " + e.getMessage() + ".");
        }
    }

    private void check(String text, Instant now) throws OAuthException {
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw refused("is not an assertion: it is empty, or has blanks or line breaks in it");
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length == SIGNED_PARTS) {
            checkClaims(claims(parts[1]), now);
        } else if (text.startsWith(OBJECT) && parts.length != ENCRYPTED_PARTS) {
            throw refused("has a JWT that is cut off: the program that writes it must write it at once, by a rename");
        } else if (!settings.isSet("issuer")) {
            throw refused(
                    "does not say whom it is for, so it is sent only to an authorization server that is configured."
                            + settings.remedies().text("Set", "issuer", audience));
        }
    }

    private void checkClaims(Map<String, @Nullable Object> claims, Instant now) throws OAuthException {
        if (!audience.equals(claims.get("iss"))) { // what the authorization server issued itself may come back to it
            AssertionAudience.check(claims.get("aud"), audience, key);
        }
        if (claims.get("exp") instanceof Number seconds && seconds.longValue() <= now.getEpochSecond()) {
            throw refused("has an assertion that expired at " + Instant.ofEpochSecond(seconds.longValue())
                    + ": the program that writes it has to replace it");
        }
    }

    private Map<String, @Nullable Object> claims(String part) throws ConfigException {
        try {
            return OAuthJson.parseObject(Base64.getUrlDecoder().decode(part), "assertion");
        } catch (OAuthException | IllegalArgumentException e) {
            throw refused("has a JWT that is damaged"); // the cause may quote it
        }
    }

    private ConfigException refused(String why) {
        return new ConfigException(key, key + " " + why + (why.endsWith(".") ? "" : "."));
    }
}
