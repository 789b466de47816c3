package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of our own calls: strict, whatever the host has done to its own. It is not made before a server with TLS is
 * called, because it takes more than all else of a first call. Safe for all threads.
 */
final class Tls {

    private final ProviderConfig settings;
    private final @Nullable TlsIdentity identity;
    private volatile @Nullable SSLContext made;

    /** @param identity the certificate to show; null for that of {@code safeconduct.tls.key-store}, if any */
    Tls(ProviderConfig settings, @Nullable TlsIdentity identity) {
        this.settings = settings;
        this.identity = identity;
    }

    /** The context to build a client with. Nothing can be connected with it before {@link #prepare}. */
    SSLContext context() {
        return new SSLContext(new Prepared(), new NamedProvider(), "TLS") {};
    }

    /**
     * To be called before a server with TLS is: reads the files of the configuration at the first time, so it blocks.
     *
     * @throws OAuthException if a file is not usable; the message names the key
     */
    synchronized void prepare() throws OAuthException {
        if (made == null) {
            made = make();
        }
    }

    /**
     * A context that trusts what the JVM trusts and {@code safeconduct.tls.ca-file}, and shows the certificate of
     * the identity, else that of {@code safeconduct.tls.key-store}. Not the JVM's default context: the host may have replaced that by one that
     * trusts everything.
     */
    private SSLContext make() throws OAuthException {
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
    static SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters(); // all else as the context has it
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    /** A context must have one; nothing is looked up in it. */
    private static final class NamedProvider extends Provider {
        private static final long serialVersionUID = 1;

        NamedProvider() {
            super("Safeconduct", "1", "The TLS of Safeconduct's own calls");
        }
    }

    private final class Prepared extends SSLContextSpi {

        private SSLContext context() {
            SSLContext context = made;
            if (context == null) {
                throw new IllegalStateException("TLS was not prepared");
            }
            return context;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context().createSSLEngine(host, port);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context().getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context().getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context().getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context().getSupportedSSLParameters();
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new IllegalStateException("initialized by prepare");
        }
    }
}
