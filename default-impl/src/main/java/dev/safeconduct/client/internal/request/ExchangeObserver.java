package dev.safeconduct.client.internal.request;

/**
 * Told what becomes of requests to configured servers, for what counts them. Called on threads of the application, for all
 * clients by the one decision on a request: it must not block, and throws nothing.
 */
@FunctionalInterface
public interface ExchangeObserver {

    /** What may become of a request. The names are what operators see, so they stay. */
    enum Event {
        /** It was sent with a token, for the first time or again. */
        INJECTED,
        /** It was sent as it was: there is no token, or it has to be left alone. */
        PASSED,
        /** It is sent again with another token or proof. */
        RESENT,
        /** The server refused it, and the application gets that response: a 401, or a 403 for want of scope. */
        FAILED
    }

    /**
     * Something has happened.
     *
     * @param server the name of the configured server
     */
    void happened(String server, Event event);
}
