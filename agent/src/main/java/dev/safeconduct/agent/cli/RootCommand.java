package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.log.AgentCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What stands before the commands. Alone it does nothing. */
@Command(
        name = RootCommand.NAME,
        description = "OAuth 2.1 logins for JVM programs.",
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 general; 2 login needed; 3 login failed; 4 network or authorization server; 5 store;"
                    + " 64 usage; 130 interrupted."
        })
final class RootCommand implements Runnable {

    /** How a person calls it, so that the usage can be copied. */
    static final String NAME = AgentCommand.NAME;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    boolean version;

    @Spec
    @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Name a command: login, status, token, logout, whoami, why, doctor, attach, client-metadata or store.");
        }
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"safeconduct " + (version == null ? "(version unknown)" : version)};
        }
    }
}
