package dev.safeconduct.agent.cli;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code store new-key}: prints a key that was not there before, and keeps it nowhere. */
@Command(
        name = "new-key",
        description = {
            "Print a new key for safeconduct.store.key. It is kept nowhere, and what is stored does not change.",
            "Without the key, what it encrypted is lost: keep it where the store's backups are not."
        })
final class StoreNewKeyCommand implements Callable<Integer> {

    private static final int BYTES = 32;

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    StoreNewKeyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        around.out().println(Base64.getEncoder().encodeToString(key));
        around.out().flush();
        return ExitCode.DONE;
    }
}
