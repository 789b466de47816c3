package dev.safeconduct.it.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.SelfSigned;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The keys that authorization servers and their clients have, as files, made once for a JVM. The clients' certificate is
 * its own issuer, so a server that trusts it takes it by its subject ({@code CN=fake}) and as a self-signed one.
 *
 * @param folder has {@code jwks.json}, {@code client.pem} (certificate) and {@code server.p12}
 * @param signingKey the clients' key for assertions
 * @param clientKeyStore the clients' certificate with its key, PKCS#12
 * @param serverCertificate what a client has to trust, PEM
 */
record KeyFiles(Path folder, SigningKey signingKey, Path clientKeyStore, Path serverCertificate) {
    /** Of both key stores. */
    static final String PASSWORD = SelfSigned.PASSWORD;
    /** What the signing key is called, and what it signs by. */
    static final String KEY_ID = "signing";

    static final String ALGORITHM = "ES256";

    private static final class Made {
        private static final KeyFiles FILES = make();
    }

    static KeyFiles get() {
        return Made.FILES;
    }

    /** A private key in a new file, as a setting names it. */
    String file(SigningKey key) {
        try {
            Path file = Files.createTempFile(folder, "key", ".pem");
            return "${file:" + Files.writeString(file, key.pem()) + "}";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyFiles make() {
        Path folder = TemporaryFolders.create("keys");
        SigningKey key = SigningKey.generate(ALGORITHM, KEY_ID);
        try {
            SelfSigned server = SelfSigned.create(folder);
            SelfSigned client = SelfSigned.create(folder);
            Files.copy(server.keyStore(), folder.resolve("server.p12"));
            Files.copy(client.certificateFile(), folder.resolve("client.pem"));
            new ObjectMapper().writeValue(folder.resolve("jwks.json").toFile(), Map.of("keys", List.of(key.jwk())));
            return new KeyFiles(folder, key, client.keyStore(), server.certificateFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
