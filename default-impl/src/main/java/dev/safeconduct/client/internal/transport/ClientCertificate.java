package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/** The certificate by which every server knows us that asks for one (mutual TLS, RFC 8705 §2). */
final class ClientCertificate {

    static final String KEY = "safeconduct.tls.key-store";
    static final String PASSWORD_KEY = "safeconduct.tls.key-store-password";

    private ClientCertificate() {}

    /** Those for the key store that is configured; null if missing. */
    static KeyManager @Nullable [] keyManagers(ProviderConfig settings)
            throws OAuthException, GeneralSecurityException {
        String file = settings.get(KEY);
        return file == null
                ? null
                : new KeyStoreFile(KEY, file, PASSWORD_KEY, settings.get(PASSWORD_KEY)).keyManagers();
    }
}
