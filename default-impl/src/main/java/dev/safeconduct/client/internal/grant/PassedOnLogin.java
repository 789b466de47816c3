package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.record.TokenRecord;

/**
 * The login at another server that is passed on ({@code .from}), with a token that is good for a while.
 *
 * @param server that other server, for the same session
 * @param record its login
 */
public record PassedOnLogin(ConfiguredServer server, TokenRecord record) {

    /** Whether it was made at this authorization server. */
    public boolean isAt(String issuer) {
        return record.issuer().equals(issuer);
    }
}
