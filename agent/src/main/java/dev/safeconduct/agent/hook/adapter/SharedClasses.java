package dev.safeconduct.agent.hook.adapter;

/** The classes of the agent that adapters may use: what decides on a request, and nothing with more rights. */
final class SharedClasses {

    private static final String REQUEST = "dev.safeconduct.client.request.";
    private static final String AUTHORIZATION = "dev.safeconduct.client.oauth.Authorization";

    private SharedClasses() {}

    /** Lets an adapter use them: the agent's module exports nothing else, and nothing to anyone else. */
    static void exportTo(Module adapter) {
        Module agent = SharedClasses.class.getModule();
        if (agent.isNamed()) {
            agent.addExports(REQUEST.substring(0, REQUEST.length() - 1), adapter)
                    .addExports(AUTHORIZATION.substring(0, AUTHORIZATION.lastIndexOf('.')), adapter);
        }
    }

    /** A class of the list. */
    static Class<?> load(String name, ClassLoader agent) throws ClassNotFoundException {
        boolean isOfRequest = name.startsWith(REQUEST) && name.indexOf('.', REQUEST.length()) < 0;
        if (isOfRequest || name.equals(AUTHORIZATION)) {
            return agent.loadClass(name);
        }
        throw new ClassNotFoundException(name + ": adapters do not see it");
    }
}
