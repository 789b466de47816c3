package dev.safeconduct.client.internal.callback;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The logins that wait, and those that ended a moment ago. Safe for all threads. */
final class WaitingLogins {

    private final CopyOnWriteArrayList<WaitingLogin> logins = new CopyOnWriteArrayList<>();

    /** Adds a login, or returns false if there is one with its state already. */
    synchronized boolean add(WaitingLogin login) {
        return logins.stream().noneMatch(other -> other.sharesStateWith(login)) && logins.add(login);
    }

    boolean remove(WaitingLogin login) {
        return logins.remove(login);
    }

    List<WaitingLogin> all() {
        return List.copyOf(logins);
    }

    /** The logins whose redirect URI a request with this {@code Host} at this port may be for. */
    List<WaitingLogin> at(@Nullable String host, int port) {
        if (host == null) {
            return List.of();
        }
        return logins.stream()
                .filter(login -> login.target().port() == port
                        && login.target().hostHeaders().contains(host))
                .toList();
    }
}
