package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A file with a private key and its certificate, PKCS#12 or JKS. {@link #toString} shows no password.
 *
 * @param key the setting that names the file, for messages
 * @param file its path
 * @param passwordKey the setting that has the password
 * @param password the password; null if it is not set
 */
record KeyStoreFile(String key, String file, String passwordKey, @Nullable String password) {

    /**
     * What TLS needs of it. Reads the file.
     *
     * @throws OAuthException if it is not usable; the message names the settings
     */
    KeyManager[] keyManagers() throws OAuthException, GeneralSecurityException {
        if (password == null) {
            throw new OAuthException(key + " needs a password: set " + passwordKey + ".");
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        try {
            factory.init(open(password.toCharArray()), password.toCharArray());
        } catch (UnrecoverableKeyException e) {
            throw new OAuthException(
                    "The private key in " + file + " (" + key + ") has another password than the file itself ("
                            + passwordKey + "): give both the same.",
                    e);
        }
        return factory.getKeyManagers();
    }

    private KeyStore open(char[] characters) throws OAuthException, GeneralSecurityException {
        KeyStore store;
        try {
            store = KeyStore.getInstance(new File(file), characters);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new OAuthException(passwordKey + " does not open " + file + " (" + key + "): correct it.", e);
            }
            throw unreadable(e);
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        } catch (GeneralSecurityException e) {
            throw new OAuthException(
                    key + " names the file " + file + ", which is not a key store: it takes PKCS#12 or JKS, as openssl"
                            + " pkcs12 -export or keytool make them.",
                    e);
        }
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return store;
            }
        }
        throw new OAuthException(key + " names the file " + file + ", which has no private key in it: put in the key"
                + " and its certificate.");
    }

    OAuthException unreadable(Exception cause) {
        return new OAuthException(
                key + " names the file " + file + ", which is missing or unreadable: correct the file or its path.",
                cause);
    }

    @Override
    public String toString() {
        return "KeyStoreFile[" + file + "]";
    }
}
