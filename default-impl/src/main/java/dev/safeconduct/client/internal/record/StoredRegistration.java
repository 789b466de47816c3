package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.ClientInformation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client that is registered at an issuer, what speaks against it, and the one that takes its place once a login with
 * it has succeeded (THREATS 85). Immutable.
 *
 * @param current the client of all logins that a program begins
 * @param next a newer client with which no login has succeeded yet; null if missing
 * @param renewals when a newer client was registered, at most the last {@value #USER_RENEWALS} times, the latest last
 */
public record StoredRegistration(Registered current, @Nullable Registered next, List<Instant> renewals) {

    private static final int USER_RENEWALS = 3;
    private static final Duration USER_PERIOD = Duration.ofHours(1);
    private static final Duration PROGRAM_PERIOD = Duration.ofDays(1);

    /** Why the authorization server may not know a client any more. */
    public enum Doubt {
        /** A user was sent to its login page and did not come back: the page may have shown an error. */
        UNANSWERED,
        /** The authorization server has said so. */
        REFUSED
    }

    /**
     * One client.
     *
     * @param scope the scope that it was registered with because the server holds clients to it, empty if it has yet to
     *     be registered with one; null if the server does not
     * @param doubt null for none
     */
    public record Registered(ClientInformation client, @Nullable String scope, @Nullable Doubt doubt) {

        private boolean isOf(String clientId) {
            return client.clientId().equals(clientId);
        }

        private Registered with(Doubt found) {
            return doubt == Doubt.REFUSED ? this : new Registered(client, scope, found);
        }
    }

    public StoredRegistration {
        renewals = List.copyOf(renewals);
    }

    /** A first registration. */
    public static StoredRegistration of(Registered first) {
        return new StoredRegistration(first, null, List.of());
    }

    /** The latest client. */
    Registered latest() {
        return next == null ? current : next;
    }

    /** The client to log in with. A program takes a newer one only where the server has refused the other. */
    public Registered forLogin(boolean isBegunByUser) {
        return isBegunByUser || current.doubt() == Doubt.REFUSED ? latest() : current;
    }

    /** Whether a newer client may be registered now: users three times an hour, programs once a day. */
    public boolean mayRenew(boolean isBegunByUser, Instant now) {
        Instant since = now.minus(isBegunByUser ? USER_PERIOD : PROGRAM_PERIOD);
        // What lies in the future was written by a clock that was wrong.
        long recent = renewals.stream()
                .filter(time -> time.isAfter(since) && !time.isAfter(now))
                .count();
        return recent < (isBegunByUser ? USER_RENEWALS : 1);
    }

    /** With a newer client. */
    public StoredRegistration renewed(Registered newer, Instant now) {
        List<Instant> times = new ArrayList<>(renewals);
        times.add(now);
        return new StoredRegistration(
                current, newer, times.subList(Math.max(0, times.size() - USER_RENEWALS), times.size()));
    }

    /** With a doubt about a client; the same if it is not one of these. */
    public StoredRegistration doubted(String clientId, Doubt doubt) {
        return changed(clientId, registered -> registered.with(doubt));
    }

    /** With what is known since a server has refused a scope: it holds this client to that of its registration. */
    public StoredRegistration heldToScope(String clientId) {
        return changed(
                clientId,
                registered -> registered.scope() != null
                        ? registered
                        : new Registered(registered.client(), "", registered.doubt()));
    }

    private interface Change {
        Registered apply(Registered registered);
    }

    private StoredRegistration changed(String clientId, Change change) {
        return new StoredRegistration(
                current.isOf(clientId) ? change.apply(current) : current,
                next != null && next.isOf(clientId) ? change.apply(next) : next,
                renewals);
    }

    /** Once a login with a client has succeeded: it is the current one, and free of doubt. */
    public StoredRegistration succeeded(ClientInformation client) {
        if (client(client.clientId()) == null) {
            return this; // it was replaced meanwhile
        }
        String scope = latest().isOf(client.clientId()) ? latest().scope() : current.scope();
        return new StoredRegistration(new Registered(client, scope, null), null, renewals);
    }

    /** The ids of these clients. */
    List<String> clientIds() {
        String id = current.client().clientId();
        return next == null ? List.of(id) : List.of(id, next.client().clientId());
    }

    /** One of these clients by its id, or null. */
    public @Nullable ClientInformation client(String clientId) {
        if (next != null && next.isOf(clientId)) {
            return next.client();
        }
        return current.isOf(clientId) ? current.client() : null;
    }
}
