package dev.safeconduct.clients.httpasyncclient4;

import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.protocol.HttpContext;

/**
 * What is to be done when a connection has asked for a request. HttpCore suspends a connection that gets none, and only
 * after that may it be woken up. It is kept at the connection as a type of the JDK, since what calls it may be of another
 * loader than what puts it there.
 */
final class Afterwards {

    private static final String ATTRIBUTE = "safeconduct";

    private Afterwards() {}

    static void at(NHttpClientConnection connection, Runnable task) {
        connection.getContext().setAttribute(ATTRIBUTE, task);
    }

    static void run(NHttpClientConnection connection) {
        HttpContext context = connection.getContext();
        if (context.getAttribute(ATTRIBUTE) instanceof Runnable task) {
            context.removeAttribute(ATTRIBUTE);
            task.run();
        }
    }
}
