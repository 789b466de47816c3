package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom our own calls trust: the authorities that the JVM trusts, and those of {@code safeconduct.tls.ca-file}. */
final class TrustAnchors {

    static final String KEY = "safeconduct.tls.ca-file";

    private TrustAnchors() {}

    /** Those of the JVM alone are null: that is how a context is told to find them itself. */
    static TrustManager @Nullable [] trustManagers(ProviderConfig settings)
            throws OAuthException, GeneralSecurityException {
        String file = settings.get(KEY);
        if (file == null) {
            return null;
        }
        List<Certificate> anchors = new ArrayList<>(read(file, settings.clock().instant()));
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager x509) {
                anchors.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        KeyStore all = KeyStore.getInstance("PKCS12");
        try {
            all.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e); // nothing was read
        }
        for (int i = 0; i < anchors.size(); i++) {
            all.setCertificateEntry(Integer.toString(i), anchors.get(i));
        }
        return managers(all);
    }

    private static TrustManager[] managers(@Nullable KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> read(String file, Instant now) throws OAuthException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException e) {
            throw new OAuthException(
                    KEY + " names the file " + file + ", which is missing or unreadable: correct the file or its path.",
                    e);
        } catch (CertificateException e) {
            throw new OAuthException(
                    KEY + " names the file " + file
                            + ", in which something is not a certificate: it takes certificates in"
                            + " PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
                    e);
        }
        if (certificates.isEmpty()) {
            throw new OAuthException(KEY + " names the file " + file + ", which has no certificate in it: it takes"
                    + " certificates in PEM, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.");
        }
        if (certificates.stream().allMatch(certificate -> hasExpired(certificate, now))) {
            throw new OAuthException(KEY + " names the file " + file + ", whose certificates have all expired: get"
                    + " those that are valid now from the operator of that authority.");
        }
        return certificates;
    }

    private static boolean hasExpired(Certificate certificate, Instant now) {
        return certificate instanceof X509Certificate x509
                && x509.getNotAfter().toInstant().isBefore(now);
    }
}
