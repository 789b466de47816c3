package dev.safeconduct.client.internal.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;

/**
 * Before Java 24 a new thread keeps the protection domains of all classes on the stack, and with them their class loaders.
 * A class of its own, which is loaded only there: {@link AccessController} is going to be removed from Java.
 */
@SuppressWarnings("removal")
final class AccessContext {

    private AccessContext() {}

    /** Makes a thread whose context holds the domain of this class alone. */
    static Thread leave(Supplier<Thread> maker) {
        PrivilegedAction<Thread> action = maker::get;
        return AccessController.doPrivileged(action);
    }
}
