package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A private key and its certificate, by which a server knows us (mutual TLS, RFC 8705 §2). Two of the same content are
 * equal. Immutable; {@link #toString} shows no secret.
 */
public final class TlsIdentity {

    /** The key store is in memory only; its type insists on one. */
    private static final char[] PASSWORD = {'-'};

    private final String digest;
    private final KeyManager[] keyManagers;

    private TlsIdentity(String digest, KeyManager[] keyManagers) {
        this.digest = digest;
        this.keyManagers = keyManagers;
    }

    /**
     * A key with its certificate.
     *
     * @param chain the certificate of the key first, then those of its issuers
     * @throws OAuthException if this JVM cannot use them
     */
    public static TlsIdentity of(PrivateKey key, List<X509Certificate> chain) throws OAuthException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", key, PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key.getEncoded());
            for (X509Certificate certificate : chain) {
                digest.update(certificate.getEncoded());
            }
            return new TlsIdentity(HexFormat.of().formatHex(digest.digest()), factory.getKeyManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new OAuthException("This JVM cannot use the client certificate for TLS.", e);
        }
    }

    /**
     * What is in a PKCS#12 or JKS file. Reads it.
     *
     * @param key the setting that names the file, for messages
     * @param passwordKey the setting that has the password
     * @param password null if it is not set
     * @throws OAuthException if it is not usable; the message names the settings
     */
    public static TlsIdentity ofKeyStore(String key, String file, String passwordKey, @Nullable String password)
            throws OAuthException {
        KeyStoreFile store = new KeyStoreFile(key, file, passwordKey, password);
        try {
            KeyManager[] managers = store.keyManagers();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(file)));
            return new TlsIdentity(HexFormat.of().formatHex(digest), managers);
        } catch (IOException e) {
            throw store.unreadable(e);
        } catch (GeneralSecurityException e) {
            throw new OAuthException("This JVM cannot use the key store " + file + " (" + key + ") for TLS.", e);
        }
    }

    KeyManager[] keyManagers() {
        return Arrays.copyOf(keyManagers, keyManagers.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsIdentity identity && identity.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "TlsIdentity[***]";
    }
}
