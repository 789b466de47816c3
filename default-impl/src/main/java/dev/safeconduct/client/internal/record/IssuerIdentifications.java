package dev.safeconduct.client.internal.record;

import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.util.Map;

/**
 * Which issuers have named themselves in an authorization response (RFC 9207): a later response of theirs that does not
 * was sent by another (THREATS 82). Safe for all threads; blocks.
 */
public final class IssuerIdentifications {

    private final RecordStore store;

    IssuerIdentifications(RecordStore store) {
        this.store = store;
    }

    /** Whether an issuer has named itself before. */
    public boolean isNoted(String issuer) throws TokenStoreException {
        return store.read(RecordNames.identification(issuer), CredentialFormat::read)
                .isThere();
    }

    /**
     * Notes that an issuer has named itself.
     *
     * @return false if it was noted already
     */
    public boolean note(String issuer) throws TokenStoreException {
        return store.replace(
                RecordNames.identification(issuer), null, CredentialFormat.write(issuer), Map.of(Index.ISSUER, issuer));
    }

    /** Forgets it. */
    public void remove(String issuer) throws TokenStoreException {
        store.remove(RecordNames.identification(issuer));
    }
}
