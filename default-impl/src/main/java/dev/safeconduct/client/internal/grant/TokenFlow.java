package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.spi.OAuthException;
import java.time.Duration;

/**
 * A token that another program writes to a file, such as a vault's agent or Kubernetes (THREATS 76). It goes to the server
 * itself and is not stored; it is read again when it is refused, and once a minute.
 */
final class TokenFlow extends KeptTokenFlow {

    private static final String SETTING = "token";

    private static final Duration READ_AGAIN = Duration.ofMinutes(1);

    TokenFlow() {
        super(SETTING);
    }

    @Override
    public String status() {
        return "a token is read where another program keeps it";
    }

    @Override
    public TokenRecord renew(GrantContext context, RenewalBasis basis) throws OAuthException {
        String key = context.server().key(SETTING);
        String text = context.server().setting(SETTING);
        if (text == null) {
            throw new ConfigException(key, key + " is missing: set it to ${file:<path of the token>}");
        }
        return KeptToken.parse(text, key).record(context, READ_AGAIN);
    }
}
