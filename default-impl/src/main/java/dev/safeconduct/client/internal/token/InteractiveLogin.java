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

    /** Says that a login is needed, where there is a person to hear it, and begins none. */
    default void needed(String reason) {}
}
