package dev.safeconduct.client.internal.request;

import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.dpop.Nonces;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.request.ExchangeObserver.Event;
import dev.safeconduct.client.internal.token.Reauthorization;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one request: the token goes in hop by hop, a 401 leads to at most one refresh or login, and a 403 for
 * want of scope to at most one with more of it.
 *
 * <p>Its fields are written by one turn and read by the next; the futures, or whatever carries a client from one thread
 * to another, order the two.
 */
final class HopByHopExchange implements RequestExchange {

    /** Of one request, whatever the causes. */
    private static final int MOST_RESENDS = 3;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** After its timeout a request that is held before it is sent is let go, to fail by the client's own timer. */
    private static final Duration GRACE = Duration.ofMillis(50);

    private static final CompletableFuture<Authorization> BARE =
            CompletableFuture.completedFuture(Authorization.none());
    private static final CompletableFuture<Boolean> PASS = CompletableFuture.completedFuture(false);

    private final ExchangeSettings settings;
    private final long deadline;

    /** Where the request got its first token; null before. */
    private @Nullable Origin home;

    /** Whether it has been at another origin since: from there only GET and HEAD come back with a token (THREATS 92). */
    private boolean hasBeenElsewhere;

    /** Where the authorization of the last hop came from; null if that hop went out as it was. */
    private @Nullable TokenSource source;

    /** The last hop, and the server that it goes to. */
    private @Nullable Hop hop;

    private @Nullable Destination destination;

    private Authorization sent = Authorization.none();

    /** What the next hop carries, if that is a resend. */
    private @Nullable Authorization resend;

    /** A token that was obtained after a 401 of this request: if it is refused too, that is the end. */
    private @Nullable Authorization fresh;

    private int resends;

    /** Whether this request has had a token for more scope: that is a cause of one resend. */
    private boolean steppedUp;

    /** Whether a resend was for a nonce that the server wanted to see: one of each cause (THREATS 53). */
    private boolean nonceResent;

    HopByHopExchange(ExchangeSettings settings, Duration timeout) {
        this.settings = settings;
        boolean isUnlimited = timeout.isZero() || timeout.isNegative();
        Duration wait = isUnlimited || timeout.compareTo(settings.limit()) > 0 ? settings.limit() : timeout;
        this.deadline = System.nanoTime() + wait.toNanos();
    }

    @Override
    public CompletableFuture<Authorization> before(@Nullable Destination destination, Hop hop) {
        this.destination = destination;
        this.hop = hop;
        Authorization again = resend;
        resend = null;
        sent = Authorization.none();
        source = source(destination, hop);
        TokenSource from = source;
        if (from == null) {
            if (isObserved()) {
                note(Event.PASSED);
            }
            return BARE;
        }
        if (again != null) {
            resends++;
            if (isObserved()) {
                note(Event.RESENT);
            }
        }
        Authorization known = again != null ? again : from.current();
        return known != null
                ? CompletableFuture.completedFuture(send(known, hop))
                : within(from.obtain(), left().plus(GRACE), Authorization.none())
                        .thenApply(obtained -> send(obtained, hop));
    }

    private Authorization send(Authorization authorization, Hop hop) {
        sent = authorization;
        if (isObserved()) {
            note(authorization.isNone() ? Event.PASSED : Event.INJECTED);
        }
        return authorization.isBound()
                ? authorization.forRequest(
                        hop.method(), hop::uri, settings.nonces().of(hop.uri()))
                : authorization;
    }

    /** Asked first, so that nothing is loaded for it where requests are not counted. */
    private boolean isObserved() {
        return settings.observer() != null;
    }

    private void note(Event event) {
        ExchangeObserver observer = settings.observer();
        if (observer != null && destination instanceof ServerDestination to) {
            observer.happened(to.server().name(), event);
        }
    }

    private @Nullable TokenSource source(@Nullable Destination destination, Hop hop) {
        if (home != null && !home.isSameAs(hop.target())) {
            hasBeenElsewhere = true;
        }
        if (!(destination instanceof ServerDestination server) || hop.isOccupied()) {
            return null;
        }
        for (String field : hop.hostFields()) {
            if (!HostField.agrees(field, hop.target())) {
                return null;
            }
        }
        if (!server.mayBeReachedFrom(hop.started(), hop.target())) {
            sayRedirected(server, hop);
            return null;
        }
        if (hasBeenElsewhere && !hop.method().equals("GET") && !hop.method().equals("HEAD")) {
            return null;
        }
        home = hop.target();
        return server.source();
    }

    private void sayRedirected(ServerDestination server, Hop hop) {
        Origin started = hop.started();
        String from = started == null ? "another server" : text(started);
        String name = server.server().name();
        settings.warnings()
                .log(
                        Level.WARN,
                        "redirected " + from + " " + name,
                        "A request that began at " + from + " was redirected to "
                                + server.server().url().text()
                                + " and got no token there, because " + from
                                + " is not one of that server's URLs."
                                + server.server().remedies().text("If it is meant to be, set", "urls", from),
                        null);
    }

    /** As it is to be written in the configuration. */
    private static String text(Origin origin) {
        String port = origin.port() == -1 ? "" : ":" + origin.port();
        return origin.scheme() + "://" + origin.host() + port;
    }

    @Override
    public CompletableFuture<Boolean> after(int status, Function<String, List<String>> fields, boolean repeatable) {
        TokenSource from = source;
        if (from == null) {
            return PASS;
        }
        boolean hasNonce = keepNonce(fields);
        if (status == UNAUTHORIZED) {
            List<AuthChallenge> challenges = challenges(fields);
            if (hasNonce && challenges.stream().anyMatch(AuthChallenge::asksForNonce)) {
                return noted(CompletableFuture.completedFuture(repeatable && resendsWithNonce()));
            }
            return noted(afterUnauthorized(from, challenges, repeatable));
        }
        from.accepted(sent);
        return status == FORBIDDEN && !sent.isNone() ? afterForbidden(from, challenges(fields), repeatable) : PASS;
    }

    /** A refusal that leads to no resend is what the application gets. */
    private CompletableFuture<Boolean> noted(CompletableFuture<Boolean> decided) {
        return !isObserved()
                ? decided
                : decided.whenComplete((again, failure) -> {
                    if (!Boolean.TRUE.equals(again)) {
                        note(Event.FAILED);
                    }
                });
    }

    private static List<AuthChallenge> challenges(Function<String, List<String>> fields) {
        return AuthChallenges.parse(fields.apply(AuthChallenge.HEADER));
    }

    private CompletableFuture<Boolean> afterUnauthorized(
            TokenSource from, List<AuthChallenge> challenges, boolean repeatable) {
        if (sent.equals(fresh)) {
            from.refused(sent);
        }
        if (resends >= MOST_RESENDS) {
            return PASS;
        }
        CompletableFuture<Reauthorization> found = isAtFurtherUrl()
                ? from.renew(sent, challenges, repeatable)
                : from.reauthorize(sent, challenges, repeatable);
        return decided(found, repeatable, this::accept);
    }

    /** A further URL must not have the login of all asked for more (THREATS 96). */
    private CompletableFuture<Boolean> afterForbidden(
            TokenSource from, List<AuthChallenge> challenges, boolean repeatable) {
        if (challenges.stream().noneMatch(AuthChallenge::isInsufficientScope)) {
            return PASS;
        }
        boolean allowed = !steppedUp && resends < MOST_RESENDS && !isAtFurtherUrl();
        return noted(decided(from.stepUp(sent, challenges, allowed), repeatable, found -> {
            steppedUp |= !found.adopted();
            return accept(found);
        }));
    }

    private CompletableFuture<Boolean> decided(
            CompletableFuture<Reauthorization> found, boolean repeatable, Function<Reauthorization, Boolean> decision) {
        if (!repeatable) {
            return PASS; // the next request has what is found
        }
        return found.isDone()
                ? CompletableFuture.completedFuture(decision.apply(found.getNow(Reauthorization.NONE)))
                : within(found, left(), Reauthorization.NONE).thenApply(decision);
    }

    /** RFC 9449 §8.2: any response may bring the nonce for the next request. */
    private boolean keepNonce(Function<String, List<String>> fields) {
        Hop answered = hop;
        if (!sent.isBound() || answered == null) {
            return false;
        }
        List<String> values = fields.apply(Nonces.HEADER);
        return settings.nonces().keep(answered.uri(), values.isEmpty() ? null : values.get(0));
    }

    /** The token is not at fault: it goes out once more, with a proof that has the nonce. */
    private boolean resendsWithNonce() {
        if (nonceResent || resends >= MOST_RESENDS) {
            return false;
        }
        nonceResent = true;
        resend = sent;
        return true;
    }

    private boolean isAtFurtherUrl() {
        return destination instanceof ServerDestination to && hop != null && to.isFurther(hop);
    }

    private boolean accept(Reauthorization found) {
        Authorization authorization = found.authorization();
        if (authorization.isNone() || authorization.equals(sent)) {
            return false;
        }
        if (!found.adopted()) {
            fresh = authorization;
        }
        resend = authorization;
        return true;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** The same, but not for ever, and completed on a thread that may run the application's code. */
    private <T> CompletableFuture<T> within(CompletableFuture<T> future, Duration limit, T otherwise) {
        CompletableFuture<T> bounded = Timer.shared().complete(future.copy(), otherwise, limit);
        return bounded.exceptionally(e -> otherwise).thenApplyAsync(value -> value, settings.handover());
    }
}
