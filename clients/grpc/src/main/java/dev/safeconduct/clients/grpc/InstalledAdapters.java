package dev.safeconduct.clients.grpc;

import io.grpc.ClientInterceptor;
import java.util.List;

/** Tells the copies of this adapter apart: the program's own, relocated or not, and the agent's. */
final class InstalledAdapters {

    private static final String INTERCEPTOR = ".clients.grpc.TokenInterceptor";

    /** How the agent names the loaders of adapters. */
    private static final String OF_AGENT = "safeconduct-grpc";

    private InstalledAdapters() {}

    /** Whether an interceptor is of this adapter, in whatever copy. */
    static boolean isOfAdapter(ClientInterceptor interceptor) {
        return interceptor.getClass().getName().endsWith(INTERCEPTOR);
    }

    /** Whether a class is in a loader of the agent. */
    static boolean isOfAgent(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null && OF_AGENT.equals(loader.getName());
    }

    /** Whether the program has installed the adapter itself. */
    static boolean hasOneOfTheProgram(List<ClientInterceptor> interceptors) {
        return interceptors.stream()
                .anyMatch(interceptor -> isOfAdapter(interceptor) && !isOfAgent(interceptor.getClass()));
    }
}
