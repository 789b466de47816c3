package dev.safeconduct.agent.loader;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.ProtectionDomain;

/**
 * Before Java 24 a program may set a security manager after the agent is awake. From then on a check fails if any class
 * on the stack lacks the permission, and the agent's stand between the application and the JDK's HTTP client: they are
 * given all permissions, as the JDK's own classes have. That takes nothing away from a check: the application is on the
 * stack.
 */
final class OwnPermissions {

    /** From here on the command line says whether there may be a security manager. */
    private static final int NAMED_AT_START = 18;

    private static final int NO_SECURITY_MANAGER = 24;

    /** Has to be open. */
    static final String PACKAGE = "java.security";

    private OwnPermissions() {}

    static boolean areNeeded() {
        int feature = Runtime.version().feature();
        return feature < NAMED_AT_START
                || (feature < NO_SECURITY_MANAGER && "allow".equals(System.getProperty("java.security.manager")));
    }

    /** Gives all permissions to all classes of the agent's module; they share one domain. */
    static void grant() throws ReflectiveOperationException {
        VarHandle all = MethodHandles.privateLookupIn(ProtectionDomain.class, MethodHandles.lookup())
                .findVarHandle(ProtectionDomain.class, "hasAllPerm", boolean.class);
        all.setVolatile(OwnPermissions.class.getProtectionDomain(), true);
    }
}
