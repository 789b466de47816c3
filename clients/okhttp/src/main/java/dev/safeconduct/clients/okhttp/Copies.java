package dev.safeconduct.clients.okhttp;

import java.util.List;
import okhttp3.Interceptor;

/** Tells the copies of this adapter apart: the program's own, relocated or not, and the agent's. */
final class Copies {

    private static final String CALL = ".clients.okhttp.CallInterceptor";
    private static final String HOP = ".clients.okhttp.HopInterceptor";

    /** How the agent names the loaders of adapters. */
    private static final String OF_AGENT = "safeconduct-okhttp";

    private Copies() {}

    /** Whether an interceptor is of this adapter, in whatever copy. */
    static boolean isOfAdapter(Interceptor interceptor) {
        String name = interceptor.getClass().getName();
        return name.endsWith(CALL) || name.endsWith(HOP);
    }

    /** Whether a class is in a loader of the agent. */
    static boolean isOfAgent(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && OF_AGENT.equals(loader.getName());
    }

    /** Whether the program has installed the adapter itself. */
    static boolean hasOneOfTheProgram(List<Interceptor> interceptors) {
        return interceptors.stream()
                .anyMatch(interceptor -> isOfAdapter(interceptor) && !isOfAgent(interceptor.getClass()));
    }
}
