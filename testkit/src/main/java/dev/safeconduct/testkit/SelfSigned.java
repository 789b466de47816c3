package dev.safeconduct.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate that is self-signed, in a PKCS#12 file, made by the JDK's keytool.
 *
 * @param keyStore the file
 */
public record SelfSigned(Path keyStore) {

    /** The password of the file. */
    public static final String PASSWORD = "changeit";

    /** Makes one in a new file of this directory, for 127.0.0.1, localhost and these host names. */
    public static SelfSigned create(Path directory, String... hostNames) throws IOException {
        Path file = Files.createTempDirectory(directory, "self-signed").resolve("server.p12");
        String names = Arrays.stream(hostNames).map(name -> ",dns:" + name).collect(Collectors.joining());
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=fake",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost" + names,
                "-keystore",
                file.toString()));
        return new SelfSigned(file);
    }

    /** A context for a server that has this key, and for a client that trusts this certificate alone. */
    public SSLContext context() throws IOException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", keys.getCertificate("server"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** The certificate, as {@code .tls.ca-file} wants it, in a new file beside the key store. */
    public Path certificateFile() throws IOException {
        Path pem = keyStore.resolveSibling("server.pem");
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-storepass",
                PASSWORD,
                "-keystore",
                keyStore.toString(),
                "-file",
                pem.toString()));
        return pem;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
