package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are registered at issuers. One with a secret is also kept under its own id: its logins need the secret
 * after another client has taken its place. Safe for all threads; blocks.
 */
public final class RegistrationRecords {

    private final RecordStore store;
    private final Map<String, ClientInformation> ofClients = new ConcurrentHashMap<>();

    RegistrationRecords(RecordStore store) {
        this.store = store;
    }

    /** The registration of a place; a null value if missing. */
    public Versioned<StoredRegistration> read(RegistrationPlace place) throws TokenStoreException {
        return read(place.name(), place.issuer());
    }

    /**
     * The client of an issuer with this id, whether or not another has taken its place; null if unknown. Read once in a
     * process: it does not change as long as the issuer knows it.
     */
    public @Nullable ClientInformation ofClient(String issuer, String clientId) throws TokenStoreException {
        String name = RecordNames.registration(issuer, clientId);
        ClientInformation known = ofClients.get(name);
        if (known == null) {
            known = client(read(name, issuer), clientId);
            if (known == null) {
                known = client(read(RegistrationPlace.ofLoopback(issuer)), clientId);
            }
            if (known != null) {
                ofClients.put(name, known);
            }
        }
        return known;
    }

    private static @Nullable ClientInformation client(Versioned<StoredRegistration> found, String clientId) {
        StoredRegistration registration = found.value();
        return registration == null ? null : registration.client(clientId);
    }

    private Versioned<StoredRegistration> read(String name, String issuer) throws TokenStoreException {
        return store.read(name, content -> RegistrationFormat.read(content, issuer));
    }

    /** Writes a registration if it still has that version. */
    public boolean replace(RegistrationPlace place, StoredRegistration registration, @Nullable String expectedVersion)
            throws TokenStoreException {
        String issuer = place.issuer();
        Map<Index, String> index = Map.of(Index.ISSUER, issuer);
        if (!store.replace(place.name(), expectedVersion, RegistrationFormat.write(issuer, registration), index)) {
            return false;
        }
        StoredRegistration.Registered latest = registration.latest();
        if (latest.client().clientSecret() != null) {
            String ofClient = RecordNames.registration(issuer, latest.client().clientId());
            store.put(ofClient, RegistrationFormat.write(issuer, StoredRegistration.of(latest)), index);
            ofClients.remove(ofClient);
        }
        return true;
    }

    /** Removes a registration, with the secrets of its clients. */
    public void remove(RegistrationPlace place) throws TokenStoreException {
        StoredRegistration registration = read(place).value();
        if (registration != null) {
            store.remove(place.name());
            for (String clientId : registration.clientIds()) {
                String ofClient = RecordNames.registration(place.issuer(), clientId);
                store.remove(ofClient);
                ofClients.remove(ofClient);
            }
        }
    }

    /** Waits for the lease of a registration; null if another owner kept it for that long. */
    public TokenStore.@Nullable Lease lease(RegistrationPlace place, Duration wait)
            throws TokenStoreException, InterruptedException {
        return store.lease(place.name(), wait);
    }
}
