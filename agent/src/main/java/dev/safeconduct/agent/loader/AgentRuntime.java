package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.Weaver;
import dev.safeconduct.agent.log.AgentLog;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the agent up. The thread is one of the host, about to load a class of an HTTP client, so this reads the
 * configuration and prepares the weaving; the store and all the rest wait for the first request that may get a token.
 *
 * <p>No lambdas here and in what is called: the first one of a JVM is dearer than all of this.
 */
public final class AgentRuntime {

    private AgentRuntime() {}

    /**
     * Called by the entry class, once.
     *
     * @return what weaves the classes of the name table; null if none is to be woven
     */
    public static @Nullable ClassFileTransformer start(
            Instrumentation instrumentation,
            @Nullable String argument,
            Map<String, String> properties,
            Map<String, String> environment)
            throws ReflectiveOperationException, java.io.IOException {
        Config config = Config.load(new ConfigInput(properties, environment, argument), GrantFlows.ALL);
        AgentLog log = AgentLog.configure(config);
        if (!report(config.problems(), log) || config.isDisabled()) {
            return null;
        }
        if (config.servers().isEmpty()) {
            if (config.problems().isEmpty()) {
                log.log(
                        Level.WARN,
                        "disabled: no server is configured, so no request gets a token. Name one:"
                                + " -javaagent:safeconduct-agent.jar=<URL of the server>, or set"
                                + " safeconduct.server.<name>.url");
            }
            return null;
        }
        ChosenClients clients = ChosenClients.of(config, log);
        if (clients.isEmpty()) {
            return null;
        }
        if (ModuleLayer.boot().findModule("java.net.http").isEmpty()) {
            log.log(
                    Level.WARN,
                    "disabled: the module java.net.http is missing. Add it with --add-modules java.net.http");
            return null;
        }
        Module own = AgentRuntime.class.getModule();
        OpenPackages.to(own, instrumentation, "java.base", List.of("java.lang"));
        if (OwnPermissions.areNeeded()) {
            OpenPackages.to(own, instrumentation, "java.base", List.of(OwnPermissions.PACKAGE));
            OwnPermissions.grant();
        }
        Bridge bridge = Bridge.define();
        if (bridge == null) {
            log.log(Level.DEBUG, "Another copy of the agent is in this JVM: this one stands down.");
            return null;
        }
        AgentContext context = new AgentContext(config, AgentRuntime.class.getClassLoader(), log);
        return new Weaver(clients, new InstalledHooks(instrumentation, bridge, context), log);
    }

    /** Tells what is wrong; false if it disables the agent. */
    private static boolean report(List<ConfigProblem> problems, AgentLog log) {
        for (ConfigProblem problem : problems) {
            if (problem.scope() == ConfigProblem.Scope.GLOBAL) {
                // It may be the log's own settings that are wrong; and one line is enough.
                log.disabled(problem.text());
                return false;
            }
            boolean dropsServer = problem.scope() == ConfigProblem.Scope.SERVER && problem.server() != null;
            log.log(
                    Level.WARN,
                    problem.text()
                            + (dropsServer ? ". Requests to the server " + problem.server() + " get no token." : ""));
        }
        return true;
    }
}
