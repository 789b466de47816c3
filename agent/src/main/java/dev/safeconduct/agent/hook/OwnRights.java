package dev.safeconduct.agent.hook;

import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * Does what the application on the stack may not be allowed to do. A class of its own, which is loaded before Java 24
 * only: {@link AccessController} is going to be removed from Java.
 */
@SuppressWarnings("removal")
final class OwnRights {

    private OwnRights() {}

    static void use(PrivilegedAction<@Nullable Void> action) {
        var unused = AccessController.doPrivileged(action);
    }
}
