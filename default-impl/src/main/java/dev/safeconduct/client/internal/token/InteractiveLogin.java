package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How a login is begun where a person is needed; see {@code LoginGovernor}. */
public interface InteractiveLogin {

    /**
     * Begins or joins a login, or says that one is needed. Returns at once.
     *
     * @return completes normally; null if there is no token to wait for
     */
    CompletableFuture<@Nullable TokenRecord> begin(List<AuthChallenge> challenges, String reason);

    /**
     * Begins or joins a login that gets more scope than the present one has. Says nothing. Returns at once.
     *
     * @param challenges those of the 403, which name the scope
     * @return completes normally; with null if there is no token to wait for. Null if no login may be opened
     */
    default @Nullable CompletableFuture<@Nullable TokenRecord> extend(List<AuthChallenge> challenges, String reason) {
        return null;
    }

    /**
     * How a user logs in, as a sentence.
     *
     * @param scope what to ask for, the server's own words among it; null for what the server asks for by itself
     */
    default String howToLogIn(@Nullable String scope) {
        return "";
    }

    /** Says that a login is needed, where there is a person to hear it, and begins none. */
    default void needed(String reason) {}
}
