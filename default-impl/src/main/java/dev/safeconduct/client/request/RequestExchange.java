package dev.safeconduct.client.request;

import dev.safeconduct.client.oauth.Authorization;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on one request of the application through all its hops: what each carries, and whether a response is the
 * application's or leads to a resend. An adapter calls {@link #before} ahead of each hop and {@link #after} with its
 * response, in turns; it translates, and decides nothing itself. For one request, whose hops follow each other; they may
 * be on different threads. Nothing here blocks.
 *
 * <p>The futures complete normally, at the latest a moment after the request's own timeout. They do so on a thread that
 * may run the application's code. To cancel one ends the wait.
 */
public interface RequestExchange {

    /**
     * What a hop carries.
     *
     * @param destination where it goes, by {@link RequestAuthorizer#destination}; null if to no configured server
     * @return {@link Authorization#none()} if the hop is to go out as it is. An authorization that an earlier hop has
     *     written must be taken off in any case
     */
    CompletableFuture<Authorization> before(@Nullable Destination destination, Hop hop);

    /**
     * What becomes of the response to the hop that was last asked about.
     *
     * @param status the status code
     * @param fields gives the values of a response's header field by its name
     * @param repeatable whether the client can send the hop's body once more
     * @return true if the hop is to be sent again, by way of {@link #before}; false if the response is the application's.
     *     Done at once where it is not a challenge
     */
    CompletableFuture<Boolean> after(int status, Function<String, List<String>> fields, boolean repeatable);
}
