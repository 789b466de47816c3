package dev.safeconduct.agent.hook.adapter;

/** The classes of the agent that adapters may use: what decides on a request, and nothing with more rights. */
final class SharedClasses {

    private static final String REQUEST = "dev.safeconduct.client.request.";
    private static final String AUTHORIZATION = "dev.safeconduct.client.oauth.Authorization";

    private SharedClasses() {}

    /** A class of the list. */
    static Class<?> load(String name, ClassLoader agent) throws ClassNotFoundException {
        boolean isOfRequest = name.startsWith(REQUEST) && name.indexOf('.', REQUEST.length()) < 0;
        if (isOfRequest || name.equals(AUTHORIZATION)) {
            return agent.loadClass(name);
        }
        throw new ClassNotFoundException(name + ": adapters do not see it");
    }
}
