package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** To which issuer each configured credential was first sent. No credential is stored. Safe for all threads; blocks. */
public final class CredentialIssuers {

    private final RecordStore store;

    CredentialIssuers(RecordStore store) {
        this.store = store;
    }

    /** The issuer that a credential was first sent to; a null value if it was sent to none. */
    public Versioned<String> read(String credential) throws TokenStoreException {
        return store.read(RecordNames.credential(credential), CredentialFormat::read);
    }

    /** Writes to which issuer a credential is sent, if that record still has this version. */
    public boolean replace(String credential, String issuer, @Nullable String expectedVersion)
            throws TokenStoreException {
        return store.replace(
                RecordNames.credential(credential),
                expectedVersion,
                CredentialFormat.write(issuer),
                Map.of(Index.ISSUER, issuer));
    }
}
