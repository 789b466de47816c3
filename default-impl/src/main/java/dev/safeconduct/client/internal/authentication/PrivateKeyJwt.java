package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.spi.OAuthException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JWT that the client's private key signs (RFC 7523 §2.2, OpenID Connect Core §9), or one that another program makes for
 * the client.
 */
final class PrivateKeyJwt implements ClientAuthentication {

    private static final String KEY = "client-key";
    private static final String KEY_ID = "client-key-id";
    private static final String ALGORITHM = "client-key-alg";

    @Override
    public String name() {
        return "private_key_jwt";
    }

    @Override
    public List<List<String>> requiredSettings() {
        return List.of(List.of("client-id"), impliedBy());
    }

    @Override
    public List<String> impliedBy() {
        return List.of(KEY, SuppliedAssertion.SETTING, SuppliedAssertion.COMMAND);
    }

    @Override
    public void authenticate(AuthenticatingClient client, RequestParts request) throws OAuthException {
        String supplied = SuppliedAssertion.read(client, request.time());
        JwtAssertion.add(supplied != null ? supplied : signed(client, request.time()), client, request);
    }

    private static String signed(AuthenticatingClient client, Instant now) throws OAuthException {
        ClientKey key = key(client.settings());
        String algorithm = JwtAssertion.algorithm(key.algorithms(), client);
        try {
            return Jws.sign(algorithm, key.id(), key.key(), JwtAssertion.claims(client, now));
        } catch (GeneralSecurityException e) {
            throw new OAuthException(
                    "This JVM cannot sign by " + algorithm + " with the key in "
                            + client.settings().key(KEY) + ".",
                    e);
        }
    }

    private static ClientKey key(ClientSettings settings) throws OAuthException {
        String text = settings.setting(KEY);
        if (text == null) {
            throw new ConfigException(
                    settings.key(KEY),
                    "The client authentication method \"private_key_jwt\" needs a private key or an assertion."
                            + settings.remedies().text("Set", KEY, "${file:<path of the key>}"));
        }
        try {
            ClientKey key = ClientKey.read(text);
            @Nullable String id = settings.setting(KEY_ID);
            return withAlgorithm(id == null ? key : key.withId(id), settings);
        } catch (IllegalArgumentException e) {
            String name = settings.key(KEY);
            throw new ConfigException(name, name + " " + e.getMessage() + ".");
        }
    }

    /** A server may list more algorithms than it takes from this client. */
    private static ClientKey withAlgorithm(ClientKey key, ClientSettings settings) throws OAuthException {
        String algorithm = settings.setting(ALGORITHM);
        if (algorithm == null) {
            return key;
        }
        if (!key.algorithms().contains(algorithm)) {
            String name = settings.key(ALGORITHM);
            throw new ConfigException(
                    name,
                    name + " is not an algorithm of the key in " + settings.key(KEY) + ": that signs by "
                            + String.join(", ", key.algorithms()) + ".");
        }
        return new ClientKey(key.key(), key.id(), List.of(algorithm));
    }

    @Override
    public String remedies(Remedies remedies) {
        return remedies.text("If another key is registered there, set", KEY, "${file:<path of the key>}")
                + remedies.text("If the server knows it by an id, set", KEY_ID, "<kid>")
                + remedies.text("If it takes another algorithm from this client, set", ALGORITHM, "<alg>")
                + remedies.text(
                        "If the server wants another audience than its issuer, set",
                        JwtAssertion.AUDIENCE,
                        "<its token endpoint>");
    }
}
