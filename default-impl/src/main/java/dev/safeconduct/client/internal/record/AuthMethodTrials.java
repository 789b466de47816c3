package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of trying a second method of client authentication. The secret is not stored. Safe for all threads; blocks. */
public final class AuthMethodTrials {

    private final RecordStore store;

    AuthMethodTrials(RecordStore store) {
        this.store = store;
    }

    /** A null value if none was tried. */
    public Versioned<AuthMethodTrial> read(String issuer, String clientId, String secret) throws TokenStoreException {
        return store.read(RecordNames.authMethodTrial(issuer, clientId, secret), AuthMethodTrialFormat::read);
    }

    /** Writes what came of it if the record still has this version. */
    public boolean replace(
            String issuer, String clientId, String secret, AuthMethodTrial trial, @Nullable String expectedVersion)
            throws TokenStoreException {
        return store.replace(
                RecordNames.authMethodTrial(issuer, clientId, secret),
                expectedVersion,
                AuthMethodTrialFormat.write(trial),
                Map.of(Index.ISSUER, issuer));
    }
}
