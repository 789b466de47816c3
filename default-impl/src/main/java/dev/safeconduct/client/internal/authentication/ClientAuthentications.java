package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.oauth.ClientInformation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All methods of client authentication. A new one is a class and a line here. */
public final class ClientAuthentications {

    private static final List<ClientAuthentication> ALL = List.of(
            new NoAuthentication(),
            new ClientSecretBasic(),
            new ClientSecretPost(),
            new ClientSecretJwt(),
            MutualTls.ofAuthority(),
            MutualTls.selfSigned(),
            new PrivateKeyJwt());

    private ClientAuthentications() {}

    /** All of them. */
    public static List<ClientAuthentication> all() {
        return ALL;
    }

    /** Their names, for the table of keys. */
    public static String[] names() {
        String[] names = new String[ALL.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = ALL.get(i).name();
        }
        return names;
    }

    /** The method of this name; null if it is not supported. */
    public static @Nullable ClientAuthentication named(String name) {
        for (ClientAuthentication method : ALL) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        return null;
    }

    /** The method that a configured client means by the keys and assertions that it has; null if it has none of these. */
    public static @Nullable ClientAuthentication impliedBy(ClientSettings settings) {
        for (ClientAuthentication method : ALL) {
            for (String setting : method.impliedBy()) {
                if (settings.isSet(setting)) {
                    return method;
                }
            }
        }
        return null;
    }

    /** The settings of credentials by which a client may authenticate, the commonest first. */
    public static List<String> credentialSettings() {
        List<String> all = new ArrayList<>(List.of("client-secret"));
        for (ClientAuthentication method : ALL) {
            all.addAll(method.impliedBy());
        }
        return all;
    }

    /** Whether a method sends a secret of the client; false for one that is not supported. */
    public static boolean needsSecret(String name) {
        ClientAuthentication method = named(name);
        return method != null && method.needsSecret();
    }

    /** Whether a client's requests go to the {@code mtls_endpoint_aliases} (RFC 8705 §5). */
    public static boolean isMutualTls(ClientInformation client) {
        ClientAuthentication method = named(client.authMethod());
        return method != null && method.isMutualTls();
    }
}
