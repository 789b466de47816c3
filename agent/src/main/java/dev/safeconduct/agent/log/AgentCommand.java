package dev.safeconduct.agent.log;

import java.util.regex.Pattern;

/** The command line in the agent's jar, as messages name it. */
public final class AgentCommand {

    /** How it is called. */
    public static final String NAME = "java -jar safeconduct-agent.jar";

    /** What a shell reads as it stands. A server chooses the words, and a user may paste them. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:/._~+@=,-]+( [A-Za-z0-9:/._~+@=,-]+)*");

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

    /**
     * The same to get a scope, which is not repeated where a shell could read it as something else.
     *
     * @param scope words with blanks between them
     */
    public static String howToLogIn(String server, String scope) {
        String quoted = PLAIN.matcher(scope).matches() ? scope : "<the scope>";
        return "Log in with: " + NAME + " login --scope=\"" + quoted + "\" " + server;
    }
}
