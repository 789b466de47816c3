package dev.safeconduct.agent.instrumentation.httpurlconnection;

import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.Authorization;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection object through all its hops. Used under that object's own lock only, and does not
 * refer to it.
 */
final class ConnectionState {

    /** Where the last hop's authorization came from; null if that hop was none of our business. */
    @Nullable TokenSource source;

    /** What the last hop carried, and its header field: the very string, which tells ours from the application's own. */
    Authorization sent = Authorization.none();

    @Nullable String header;

    /** What was waited for before there was a connection; null if nothing was. */
    @Nullable Authorization early;

    /** What a 401 is answered with; each request of the application gets one such answer. */
    @Nullable Authorization answer;

    /** Between the decision to answer and the answer on the wire. */
    boolean ready;

    boolean resending;

    /** Whether the last hop was the answer. */
    boolean resent;

    /** Our resends do not count among the redirects that the JDK allows itself. */
    int forgiven;
}
