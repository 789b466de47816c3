package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.oauth.ServerUrl;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Under which name a record is stored. */
final class RecordNames {

    private static final String TOKENS = "sessions/";
    private static final String REGISTRATIONS = "registrations/";
    private static final String LOGINS = "logins/";
    private static final String WEB_LOGINS = "flows/";
    private static final String CREDENTIALS = "credentials/";

    private static final Pattern TWO_HASHES = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{32}");

    private RecordNames() {}

    /**
     * A token record. In the default session and profile it has the Go tool's hash in front, by which the file store finds
     * the file that the Go tool reads.
     */
    static String token(TokenKey key) {
        return key.isDefault() ? goTool(key) + '-' + hash(key) : TOKENS + hash(key);
    }

    /** The lease of a token record. It is the same in earlier versions, which may run at the same time. */
    static String tokenLease(TokenKey key) {
        return TOKENS + hash(key);
    }

    /** The names that earlier versions gave a token record of the default session and profile. */
    static List<String> earlierTokens(TokenKey key) {
        return List.of(goTool(key), TOKENS + hash(key));
    }

    /**
     * The name that the Go tool gives the token of a server: the hash of the normalized URL, which {@code https://h}
     * shares with {@code https://h/mcp}.
     */
    static String goTool(TokenKey key) {
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

    /** The client that was registered at an issuer for device authorization. */
    static String deviceRegistration(String issuer) {
        return REGISTRATIONS + hash(issuer + "\0device");
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

    /** That an issuer has named itself in an authorization response. */
    static String identification(String issuer) {
        return CREDENTIALS + hash(issuer + "\0iss");
    }

    /** The login that is pending for a token record. */
    static String login(TokenKey key) {
        return LOGINS + hash(key);
    }

    /**
     * The name that an entry has wherever it lies: the file store may list a name of two hashes by the second, which
     * belongs to this login alone.
     */
    static String lasting(String name) {
        return TWO_HASHES.matcher(name).matches() ? TOKENS + name.substring(name.indexOf('-') + 1) : name;
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

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
