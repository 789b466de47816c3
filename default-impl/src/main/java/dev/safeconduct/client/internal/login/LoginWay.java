package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How a person logs in on this machine. No thread waits for them. Safe for all threads. */
public interface LoginWay {

    /** Brings the prompt before the person. Must not wait for them. */
    @FunctionalInterface
    interface Presenter {
        void present(LoginPrompt prompt) throws OAuthException;
    }

    /**
     * What to log in to, and for whom.
     *
     * @param challenges those of the 401 received; empty if there are none
     * @param isBegunByUser whether a user has asked for this login, not a program
     * @param timeout how long the person may take
     */
    record Order(
            ConfiguredServer server,
            List<AuthChallenge> challenges,
            boolean isBegunByUser,
            Duration timeout,
            Presenter presenter) {}

    /**
     * Logs in.
     *
     * @return completes when the token is stored, or with an {@link OAuthException}, in which case nothing was; to cancel
     *     it gives up the wait
     */
    CompletableFuture<TokenRecord> start(Order order);
}
