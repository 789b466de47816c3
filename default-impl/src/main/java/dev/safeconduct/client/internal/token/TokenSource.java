package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.oauth.AuthChallenge;
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
     * What is known now: fresh, or a little stale while it is refreshed in the background. No I/O.
     *
     * @return {@link Authorization#none()} if it is known that nothing can be obtained without a challenge or a person;
     *     null if that has to be found out by {@link #obtain()}, or a token that was refused is being replaced
     */
    @Nullable Authorization current();

    /**
     * Finds out what can be obtained without a person, ahead of a request: from the store, by a refresh, or by a grant
     * that needs no person.
     *
     * @return completes normally, within 40 s; with {@link Authorization#none()} if there is nothing
     */
    CompletableFuture<Authorization> obtain();

    /**
     * Looks for another authorization after a 401: adopts a token that another thread or process has stored meanwhile,
     * else refreshes, else logs in where that is allowed. A token that was noted as {@linkplain #refused refused} is not
     * refreshed, only adopted for.
     *
     * @param refused what the request carried
     * @param challenges those of the 401
     * @param resendable whether the request can be sent again. If not, what is obtained is for the next one, and if that
     *     is refused too it counts as {@linkplain #refused refused}: else a program that only streams would refresh with
     *     every request
     * @return completes normally, and maybe late: the caller bounds its own wait
     */
    CompletableFuture<Reauthorization> reauthorize(
            Authorization refused, List<AuthChallenge> challenges, boolean resendable);

    /**
     * The same after a 401 of one of the server's further URLs, which leads to a refresh and to nothing else: no login is
     * begun, and what the challenges name is not looked at. One of several URLs must not steer the login of all
     * (THREATS 96).
     */
    CompletableFuture<Reauthorization> renew(Authorization refused, List<AuthChallenge> challenges, boolean resendable);

    /**
     * Looks for an authorization with more scope after a 403 with {@code insufficient_scope} (RFC 6750 §3.1): adopts one
     * that another thread or process has stored meanwhile, else obtains one by a grant that needs no person, else logs in
     * where that is allowed, with what the login has and what is needed. Not without end: see {@code StepUp}. Where
     * nothing is done, one line says what a user can do.
     *
     * @param refused what the request carried
     * @param challenges those of the 403
     * @param allowed whether anything may be done but to say what is needed
     * @return completes normally, and maybe late: the caller bounds its own wait
     */
    CompletableFuture<Reauthorization> stepUp(Authorization refused, List<AuthChallenge> challenges, boolean allowed);

    /** The server accepted what a request carried. Cheap: for every response. */
    void accepted(Authorization sent);

    /** The server refused a token that had just been obtained: for a while it is not worth another refresh. */
    void refused(Authorization fresh);
}
