package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The TLS of our own calls: strict, whatever the host has done to its own. */
final class Tls {

    private Tls() {}

    /**
     * A context that trusts what the JVM trusts and {@code safeconduct.tls.ca-file}, and shows the certificate of
     * an identity, else that of {@code safeconduct.tls.key-store}. Not the JVM's default context: the host may have replaced that by one that
     * trusts everything. Reads files, so it blocks.
     *
     * @throws OAuthException if a file is not usable; the message names the key
     */
    static SSLContext context(ProviderConfig settings, @Nullable TlsIdentity identity) throws OAuthException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = identity == null ? ClientCertificate.keyManagers(settings) : identity.keyManagers();
            context.init(keys, TrustAnchors.trustManagers(settings), null);
            return context;
        } catch (IllegalArgumentException e) {
            throw new OAuthException(String.valueOf(e.getMessage()), e); // a reference to what is not there
        } catch (GeneralSecurityException e) {
            throw new OAuthException("This JVM has no usable TLS.", e);
        }
    }

    /** Says that names are checked, because the host can switch off that the JDK's client says so itself. */
    static SSLParameters parameters(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }
}
