package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.TokenStoreException;
import org.jspecify.annotations.Nullable;

/** What is stored for a server, as far as it still counts. */
final class StoredLogin {

    private StoredLogin() {}

    /**
     * The login of a server; null if there is none, or it is with another issuer than the configured one.
     *
     * @throws TokenStoreException if the store cannot be read
     */
    static @Nullable TokenRecord of(Client client, ServerConfig server) throws TokenStoreException {
        TokenRecord record = client.core().records().token(server.tokenKey()).value();
        return record != null && record.countsFor(server.issuer()) ? record : null;
    }
}
