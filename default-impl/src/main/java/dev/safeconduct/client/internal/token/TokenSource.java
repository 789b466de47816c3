package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.Authorization;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests to one protected resource get their authorization from. Safe for all threads; no method blocks.
 * The futures are completed by a thread of the client: do not block in their dependents.
 */
public interface TokenSource {

    /**
     * What is at hand: fresh, or a little stale while it is renewed in the background. No input, no output.
     *
     * @return {@link Authorization#none()} if it is known that there is nothing to be had without a challenge or a
     *     person; null if that has to be found out by {@link #obtain()}
     */
    @Nullable Authorization current();

    /**
     * Finds out what is to be had without a person, ahead of a request: from the store, or by a refresh.
     *
     * @return completes normally, within 40 s; with {@link Authorization#none()} if there is nothing
     */
    CompletableFuture<Authorization> obtain();

    /**
     * Answers a 401: adopts a token that another thread or process has got meanwhile, else refreshes, else logs in
     * where that is allowed.
     *
     * @param refused what the request carried
     * @param wwwAuthenticate the values of the {@code WWW-Authenticate} fields
     * @return completes normally, and maybe late: the caller bounds its own wait; with {@link Authorization#none()} if the 401 is the answer. Anything else is worth one
     *     more request
     */
    CompletableFuture<Authorization> answer(Authorization refused, List<String> wwwAuthenticate);

    /** The server refused an answer that was given a moment ago: for a while it is not worth another attempt. */
    void refused(Authorization answer);
}
