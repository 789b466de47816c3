package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The clients of web applications that are registered at issuers, one for each redirect URI. Safe for all threads; blocks. */
public final class WebRegistrations {

    private final RecordStore store;
    private final Registrations registrations;

    WebRegistrations(RecordStore store, Registrations registrations) {
        this.store = store;
        this.registrations = registrations;
    }

    /** The client that is registered at an issuer for a redirect URI; a null value if missing. */
    public Versioned<ClientInformation> read(String issuer, URI redirectUri) throws TokenStoreException {
        return registrations.read(name(issuer, redirectUri), issuer);
    }

    /** Writes a registration if it still has that version. */
    public boolean replace(String issuer, URI redirectUri, ClientInformation client, @Nullable String expectedVersion)
            throws TokenStoreException {
        return registrations.replace(name(issuer, redirectUri), issuer, client, expectedVersion);
    }

    /** Removes a registration. */
    public void remove(String issuer, URI redirectUri) throws TokenStoreException {
        store.remove(name(issuer, redirectUri));
    }

    private static String name(String issuer, URI redirectUri) {
        return RecordNames.webRegistration(issuer, redirectUri.toString());
    }
}
