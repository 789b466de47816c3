package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are registered at issuers. One with a secret is also kept under its own id: its logins need the secret
 * after another client has taken its place. Safe for all threads; blocks.
 */
public final class Registrations {

    private final RecordStore store;
    private final Map<String, ClientInformation> ofClients = new ConcurrentHashMap<>();

    Registrations(RecordStore store) {
        this.store = store;
    }

    /** The client that is registered at an issuer; a null value if missing. */
    public Versioned<ClientInformation> read(String issuer) throws TokenStoreException {
        return read(RecordNames.registration(issuer), issuer);
    }

    /**
     * The client of an issuer with this id, whether or not another has taken its place; null if unknown. Read once in a
     * process: it does not change as long as the issuer knows it.
     */
    public @Nullable ClientInformation ofClient(String issuer, String clientId) throws TokenStoreException {
        String name = RecordNames.registration(issuer, clientId);
        ClientInformation known = ofClients.get(name);
        if (known == null) {
            known = readOfClient(name, issuer, clientId);
            if (known != null) {
                ofClients.put(name, known);
            }
        }
        return known;
    }

    private @Nullable ClientInformation readOfClient(String name, String issuer, String clientId)
            throws TokenStoreException {
        ClientInformation withSecret = read(name, issuer).value();
        ClientInformation known = withSecret != null ? withSecret : read(issuer).value();
        return known != null && known.clientId().equals(clientId) ? known : null;
    }

    Versioned<ClientInformation> read(String name, String issuer) throws TokenStoreException {
        return store.read(name, content -> RegistrationFormat.read(content, issuer));
    }

    /** Writes a registration if it still has that version. */
    public boolean replace(String issuer, ClientInformation client, @Nullable String expectedVersion)
            throws TokenStoreException {
        return replace(RecordNames.registration(issuer), issuer, client, expectedVersion);
    }

    boolean replace(String name, String issuer, ClientInformation client, @Nullable String expectedVersion)
            throws TokenStoreException {
        byte[] content = RegistrationFormat.write(issuer, client);
        Map<Index, String> index = Map.of(Index.ISSUER, issuer);
        boolean replaced = store.replace(name, expectedVersion, content, index);
        if (replaced && client.clientSecret() != null) {
            String ofClient = RecordNames.registration(issuer, client.clientId());
            store.put(ofClient, content, index);
            ofClients.remove(ofClient);
        }
        return replaced;
    }

    /** Removes a registration. */
    public void remove(String issuer) throws TokenStoreException {
        store.remove(RecordNames.registration(issuer));
    }
}
