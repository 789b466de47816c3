package dev.safeconduct.agent.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code store}: what an operator does with the token store. Alone it does nothing. */
@Command(name = "store", description = "Work on the token store.", synopsisSubcommandLabel = "COMMAND")
final class StoreCommand implements Runnable {

    @Mixin
    CommonOptions common = new CommonOptions();

    @Spec
    @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Name a command: store encrypt or store new-key.");
        }
    }
}
