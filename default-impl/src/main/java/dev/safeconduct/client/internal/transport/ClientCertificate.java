package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificate by which an authorization server knows us, where it wants one (mutual TLS, RFC 8705 §2). */
final class ClientCertificate {

    static final String KEY = "safeconduct.tls.key-store";
    static final String PASSWORD_KEY = "safeconduct.tls.key-store-password";

    private ClientCertificate() {}

    /** Those for the key store that is configured; null if missing. */
    static KeyManager @Nullable [] keyManagers(ProviderConfig settings)
            throws OAuthException, GeneralSecurityException {
        String file = settings.get(KEY);
        if (file == null) {
            return null;
        }
        String password = settings.get(PASSWORD_KEY);
        if (password == null) {
            throw new OAuthException(KEY + " needs a password: set " + PASSWORD_KEY + ".");
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        try {
            factory.init(open(file, password.toCharArray()), password.toCharArray());
        } catch (UnrecoverableKeyException e) {
            throw new OAuthException(
                    "The private key in " + file + " (" + KEY + ") has another password than the file itself ("
                            + PASSWORD_KEY + "): give both the same.",
                    e);
        }
        return factory.getKeyManagers();
    }

    private static KeyStore open(String file, char[] password) throws OAuthException, GeneralSecurityException {
        KeyStore store;
        try {
            store = KeyStore.getInstance(new File(file), password);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new OAuthException(PASSWORD_KEY + " does not open " + file + " (" + KEY + "): correct it.", e);
            }
            throw unreadable(file, e);
        } catch (IllegalArgumentException e) {
            throw unreadable(file, e);
        } catch (GeneralSecurityException e) {
            throw new OAuthException(
                    KEY + " names the file " + file + ", which is not a key store: it takes PKCS#12 or JKS, as openssl"
                            + " pkcs12 -export or keytool make them.",
                    e);
        }
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return store;
            }
        }
        throw new OAuthException(KEY + " names the file " + file + ", which has no private key in it: put in the key"
                + " and its certificate.");
    }

    private static OAuthException unreadable(String file, Exception cause) {
        return new OAuthException(
                KEY + " names the file " + file + ", which is missing or unreadable: correct the file or its path.",
                cause);
    }
}
