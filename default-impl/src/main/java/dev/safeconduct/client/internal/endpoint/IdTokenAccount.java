package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.SignedToken;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.IdTokenClaims;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who logged in, by the ID token. It is only read: good for display, for nothing else. */
public final class IdTokenAccount {

    private static final List<String> CLAIMS = List.of("email", "preferred_username", "name", "sub");

    private IdTokenAccount() {}

    /** The account, fit to be shown; null if there is no ID token that can be read. */
    public static @Nullable String of(@Nullable String idToken) {
        if (idToken == null) {
            return null;
        }
        try {
            IdTokenClaims claims = SignedToken.parse(idToken).claims();
            for (String claim : CLAIMS) {
                if (claims.members().get(claim) instanceof String text && !text.isBlank()) {
                    return ServerText.sanitize(text);
                }
            }
            return null;
        } catch (OAuthException e) {
            return null; // only a line of text is missing
        }
    }
}
