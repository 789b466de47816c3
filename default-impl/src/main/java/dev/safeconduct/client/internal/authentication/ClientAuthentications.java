package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.oauth.ClientInformation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All methods of client authentication. A new one is a class and a line here. */
public final class ClientAuthentications {

    private static final List<ClientAuthentication> ALL =
            List.of(new NoAuthentication(), new ClientSecretBasic(), new ClientSecretPost());

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
