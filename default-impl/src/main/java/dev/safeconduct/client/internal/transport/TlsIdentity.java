package dev.safeconduct.client.internal.transport;

import javax.net.ssl.KeyManager;

/**
 * A private key and its certificate, by which a server knows us (mutual TLS, RFC 8705 §2). Two of the same digest are the
 * same. Immutable; {@link #toString} shows no secret.
 */
public final class TlsIdentity {

    private final String digest;
    private final KeyManager[] keyManagers;

    TlsIdentity(String digest, KeyManager[] keyManagers) {
        this.digest = digest;
        this.keyManagers = keyManagers.clone();
    }

    KeyManager[] keyManagers() {
        return keyManagers.clone();
    }

    @Override
    public boolean equals(Object other) {
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
