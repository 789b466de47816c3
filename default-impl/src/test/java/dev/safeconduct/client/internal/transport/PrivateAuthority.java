package dev.safeconduct.client.internal.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificate authority of a company, made by the JDK's keytool: signs certificates of servers and of clients. */
public final class PrivateAuthority {

    /** The password of all key stores. */
    public static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "authority";
    private static final char[] SECRET = PASSWORD.toCharArray();

    private final Path file;
    private int signed;

    private PrivateAuthority(Path file) {
        this.file = file;
    }

    /** A new one, with its files in a new directory below this one. */
    public static PrivateAuthority create(Path directory) throws Exception {
        PrivateAuthority authority = new PrivateAuthority(
                Files.createTempDirectory(directory, AUTHORITY).resolve("authority.p12"));
        authority.keytool(AUTHORITY, "-ext", "bc:c", "-validity", "30");
        return authority;
    }

    /** A context for a server of these names; as a client and of clients it trusts this authority alone. */
    public SSLContext server(String... hostNames) throws Exception {
        return context(sign("-validity", "30", "-ext", "san=dns:" + String.join(",dns:", hostNames)));
    }

    /** A context for a server whose certificate is not valid any more. */
    public SSLContext expiredServer(String hostName) throws Exception {
        return context(sign("-startdate", "-10d", "-validity", "5", "-ext", "san=dns:" + hostName));
    }

    /** A key store with a certificate for a client. */
    public Path clientKeyStore() throws Exception {
        Path client = file.resolveSibling("client" + signed + ".p12");
        try (OutputStream out = Files.newOutputStream(client)) {
            only(sign("-validity", "30")).store(out, SECRET);
        }
        return client;
    }

    /** The certificate of the authority, as {@code safeconduct.tls.ca-file} takes it. */
    public Path certificateFile() throws Exception {
        byte[] encoded = all().getCertificate(AUTHORITY).getEncoded();
        return Files.writeString(
                file.resolveSibling("ca.pem"),
                "The authority of the tests\n-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END CERTIFICATE-----\n",
                StandardCharsets.US_ASCII);
    }

    /** A key store that trusts this authority alone, for {@code javax.net.ssl.trustStore}. */
    public Path trustStore() throws Exception {
        Path trust = file.resolveSibling("trust.p12");
        try (OutputStream out = Files.newOutputStream(trust)) {
            anchors().store(out, SECRET);
        }
        return trust;
    }

    private SSLContext context(String alias) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(only(alias), SECRET);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore all() throws Exception {
        return KeyStore.getInstance(file.toFile(), SECRET);
    }

    private KeyStore only(String alias) throws Exception {
        KeyStore all = all();
        KeyStore only = empty();
        only.setKeyEntry(alias, all.getKey(alias, SECRET), SECRET, all.getCertificateChain(alias));
        return only;
    }

    private KeyStore anchors() throws Exception {
        KeyStore anchors = empty();
        anchors.setCertificateEntry(AUTHORITY, all().getCertificate(AUTHORITY));
        return anchors;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        return empty;
    }

    private String sign(String... options) throws Exception {
        String alias = "signed-" + ++signed;
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-signer", AUTHORITY));
        keytool(alias, arguments.toArray(String[]::new));
        return alias;
    }

    private void keytool(String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of("-alias", alias, "-dname", "CN=" + alias, "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", file.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
