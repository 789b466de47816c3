package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.OAuthJson;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.spi.OAuthException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who logged in, by the ID token. It is not validated: good for display, for nothing else. */
public final class IdTokenAccount {

    private static final List<String> CLAIMS = List.of("email", "preferred_username", "name", "sub");

    private IdTokenAccount() {}

    /** The account, fit to be shown; null if there is no ID token that can be read. */
    public static @Nullable String of(@Nullable String idToken) {
        String[] parts = idToken == null ? new String[0] : idToken.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            Map<String, @Nullable Object> claims =
                    OAuthJson.parseObject(Base64.getUrlDecoder().decode(parts[1]), "ID token");
            for (String claim : CLAIMS) {
                if (claims.get(claim) instanceof String text && !text.isBlank()) {
                    return ServerText.sanitize(text);
                }
            }
            return null;
        } catch (OAuthException | IllegalArgumentException e) {
            return null; // only a line of text is missing
        }
    }
}
