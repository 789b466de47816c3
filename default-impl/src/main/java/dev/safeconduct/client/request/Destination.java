package dev.safeconduct.client.request;

import java.time.Duration;

/** A configured server, to one session: where a hop goes. Safe for all threads. */
public interface Destination {

    /**
     * Begins to decide on a request of the application, at its first hop to a configured server. Connects to nothing.
     *
     * @param timeout the request's own timeout, which bounds what it waits for; zero or negative if it has none
     */
    RequestExchange begin(Duration timeout);
}
