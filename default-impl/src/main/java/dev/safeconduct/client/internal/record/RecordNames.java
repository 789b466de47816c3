package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Under which name a record is stored. */
final class RecordNames {

    private static final String TOKENS = "sessions/";
    private static final String REGISTRATIONS = "registrations/";
    private static final String LOGINS = "logins/";
    private static final String WEB_LOGINS = "flows/";
    private static final String CREDENTIALS = "credentials/";

    private RecordNames() {}

    /** A token record that no other key shares; also the name of its lease. */
    static String token(TokenKey key) {
        return TOKENS + hash(key);
    }

    /**
     * The token record of a server under the name that the Go tool gives it: the hash of the normalized URL, which
     * {@code https://h} shares with {@code https://h/mcp}. For the default session and profile only.
     */
    static String sharedToken(TokenKey key) {
        return hash(ServerUrl.normalize(key.server()));
    }

    /** The client that was registered at an issuer. */
    static String registration(String issuer) {
        return REGISTRATIONS + hash(issuer);
    }

    /** One of the clients that were registered at an issuer. */
    static String registration(String issuer, String clientId) {
        return REGISTRATIONS + hash(issuer + '\0' + clientId);
    }

    /** The client that was registered at an issuer for a redirect URI of a web application. */
    static String webRegistration(String issuer, String redirectUri) {
        return REGISTRATIONS + hash(issuer + "\0web\0" + redirectUri);
    }

    /** The web login whose authorization request had this state; the state cannot be told from it. */
    static String webLogin(String state) {
        return WEB_LOGINS + hash(state);
    }

    /** Where a configured credential was first used; the credential cannot be told from it. */
    static String credential(String credential) {
        return CREDENTIALS + hash("credential\0" + credential);
    }

    /** How a client with this secret authenticates at an issuer; the secret cannot be told from it. */
    static String authMethodTrial(String issuer, String clientId, String secret) {
        return CREDENTIALS + hash(issuer + "\0method\0" + clientId + '\0' + secret);
    }

    /** The login that is pending for a token record. */
    static String login(TokenKey key) {
        return LOGINS + hash(key);
    }

    /** Whether a name is that of a token record. */
    static boolean isToken(String name) {
        return name.startsWith(TOKENS) || name.indexOf('/') < 0;
    }

    /** Whether a name is that of a pending login. */
    static boolean isLogin(String name) {
        return name.startsWith(LOGINS);
    }

    /** Whether a name is that of a web login. */
    static boolean isWebLogin(String name) {
        return name.startsWith(WEB_LOGINS);
    }

    private static String hash(TokenKey key) {
        return hash(key.session() + '\0' + key.server() + '\0' + key.profile());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
