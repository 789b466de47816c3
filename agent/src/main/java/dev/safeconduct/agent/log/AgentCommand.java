package dev.safeconduct.agent.log;

/** The command line in the agent's jar, as messages name it. */
public final class AgentCommand {

    /** How it is called. */
    public static final String NAME = "java -jar safeconduct-agent.jar";

    private AgentCommand() {}

    /**
     * The command that logs in.
     *
     * @param server the URL of a server
     */
    public static String login(String server) {
        return NAME + " login " + server;
    }

    /** The same as a sentence, as the end of a message about that server. */
    public static String howToLogIn(String server) {
        return "Log in with: " + login(server);
    }
}
