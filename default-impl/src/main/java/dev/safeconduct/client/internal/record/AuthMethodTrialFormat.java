package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of trying a second method of client authentication, as JSON. The secret is not in it. */
final class AuthMethodTrialFormat {

    private static final String METHOD = "token_endpoint_auth_method";
    private static final String TRIED_AT = "tried_at";

    private AuthMethodTrialFormat() {}

    static byte[] write(AuthMethodTrial trial) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (trial.worked() != null) {
            json.put(METHOD, trial.worked());
        }
        json.put(TRIED_AT, trial.triedAt().getEpochSecond());
        return OAuthJson.write(json);
    }

    static AuthMethodTrial read(byte[] bytes) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(bytes, "stored client authentication");
        return new AuthMethodTrial(
                json.get(METHOD) instanceof String method ? method : null,
                json.get(TRIED_AT) instanceof Number seconds
                        ? Instant.ofEpochSecond(seconds.longValue())
                        : Instant.EPOCH);
    }
}
