package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several processes find one expired token, at an authorization server that revokes a login whose token is used twice. */
class RotationRaceIT {

    private static final int PROCESSES = 5;
    private static final int EXPIRIES = 3;

    @Test
    void t47_one_refresh_per_expiry_however_many_processes() throws Exception {
        for (int expiry = 0; expiry < EXPIRIES; expiry++) {
            try (FakeAuthorizationServer issuer = FakeAuthorizationServer.start();
                    FakeProtectedResource resource = FakeProtectedResource.start(issuer)) {
                refreshesOnce(issuer, resource.resource());
            }
        }
    }

    private static void refreshesOnce(FakeAuthorizationServer issuer, String url) throws Exception {
        Path home = TemporaryFolders.create("home");
        StoredLogins.expired(home, issuer, url);
        List<HostJvm> commands = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            Jdk jdk = i % 2 == 0 ? Jdk.JDK_17 : Jdk.JDK_25;
            commands.add(HostProgram.commandLine(jdk, "token", url).home(home).start());
        }
        Set<String> tokens = new HashSet<>();
        for (HostJvm command : commands) {
            try (command) {
                HostJvm.Ended ended = command.awaitEnd();
                assertThat(ended.exitCode()).as("exit code: " + ended.err()).isZero();
                tokens.addAll(ended.out());
            }
        }
        assertThat(issuer.refreshCount()).as("refreshes").isEqualTo(1);
        assertThat(tokens).hasSize(1);
        assertThat(issuer.invalidGrantCount()).isZero();
    }
}
