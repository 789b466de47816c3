package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.DeviceCodeGrant;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.WireMembers;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device authorization response (RFC 8628 §3.2). {@code verification_uri_complete} is for what shows a picture of it and
 * is not read: who types the code in sees what they allow (§5.4). Holds a secret, which {@link #toString} does not show.
 *
 * @param deviceCode what tokens are asked for with; secret
 * @param userCode what the person enters, fit to be shown
 * @param verificationUri where they enter it; not checked yet
 * @param lifetime how long both codes are valid; null if the server does not say it
 * @param interval how long to wait between token requests; null if the server does not say it
 */
public record DeviceAuthorization(
        String deviceCode,
        String userCode,
        URI verificationUri,
        @Nullable Duration lifetime,
        @Nullable Duration interval) {

    /** A longer one cannot be meant for a person. */
    private static final int MAX_USER_CODE = 64;

    private static final int MAX_DIGITS = 18;
    private static final Duration MAX = Duration.ofDays(1);

    /**
     * Reads a response.
     *
     * @throws OAuthException if it lacks what a login needs; the message holds no part of it
     */
    static DeviceAuthorization of(Map<String, ? extends @Nullable Object> members) throws OAuthException {
        WireMembers wire = new WireMembers("device authorization response", members);
        String deviceCode = wire.required(DeviceCodeGrant.DEVICE_CODE);
        String userCode = ServerText.sanitize(wire.required("user_code")).strip();
        if (deviceCode.isEmpty() || userCode.isEmpty() || userCode.length() > MAX_USER_CODE) {
            throw new MetadataException("The device authorization response has no code that a person could enter.");
        }
        URI standard = wire.uri("verification_uri");
        URI page = standard != null ? standard : wire.uri("verification_url"); // as servers before the RFC write it
        if (page == null) {
            throw new MetadataException("The device authorization response does not say where to enter the code.");
        }
        return new DeviceAuthorization(
                deviceCode, userCode, page, seconds(members.get("expires_in")), seconds(members.get("interval")));
    }

    /** Also from a text, as with tokens; a day at most. Null for what is not a positive number. */
    private static @Nullable Duration seconds(@Nullable Object value) {
        String text = value == null ? "" : value.toString().strip();
        try {
            BigDecimal seconds = text.length() > MAX_DIGITS ? BigDecimal.ZERO : new BigDecimal(text);
            return seconds.signum() <= 0
                    ? null
                    : Duration.ofMillis(seconds.min(BigDecimal.valueOf(MAX.toSeconds()))
                            .movePointRight(3)
                            .longValue());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "DeviceAuthorization[" + verificationUri + "]";
    }
}
