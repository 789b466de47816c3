package dev.safeconduct.agent.module;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Leaves the access control context of the thread that wakes the agent. A class of its own, which is loaded before Java 24
 * only: {@link AccessController} is going to be removed from Java.
 */
@SuppressWarnings("removal")
final class BareAccessContext implements PrivilegedAction<ModuleLayer> {

    private final IsolatedModule module;

    private BareAccessContext(IsolatedModule module) {
        this.module = module;
    }

    static ModuleLayer leave(IsolatedModule module) {
        return AccessController.doPrivileged(new BareAccessContext(module));
    }

    @Override
    public ModuleLayer run() {
        return module.layer();
    }
}
