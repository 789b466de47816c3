package dev.safeconduct.client.internal.authentication;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads a client's certificate and those of its issuers as PEM (RFC 7468 §5). What else is in the file is passed over. */
final class PemCertificates {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private PemCertificates() {}

    /**
     * The certificates, that of the client first.
     *
     * @param key the private key that the first one has to belong to
     * @throws IllegalArgumentException if there are none, or they are those of another key; the message goes after the name
     *     of a setting
     */
    static List<X509Certificate> read(String text, PrivateKey key) {
        List<X509Certificate> chain = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int end = text.indexOf(END, begin);
            if (end < 0) {
                throw new IllegalArgumentException("is a damaged PEM file: the end of a certificate is missing");
            }
            chain.add(certificate(text.substring(begin, end + END.length())));
            begin = text.indexOf(BEGIN, end);
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException(
                    "has no certificate, which begins with " + BEGIN + ": set it to ${file:<path of the certificate>}");
        }
        if (!isPair(key, chain.get(0).getPublicKey())) {
            throw new IllegalArgumentException(
                    "does not begin with the certificate of client-key: put that first, or" + " correct the key");
        }
        return chain;
    }

    private static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("has a damaged certificate: make it again");
        }
    }

    /** By trying: keys of different kinds have nothing in common that could be compared. */
    private static boolean isPair(PrivateKey key, PublicKey certified) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(new byte[1]);
            byte[] made = signature.sign();
            signature.initVerify(certified);
            signature.update(new byte[1]);
            return signature.verify(made);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
