package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.client.Conditions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that is stopped in the middle of a refresh, as in a debugger: it holds the lease. */
@Tag("full") // waits for 20 s
class StoppedHolderIT {

    private static final int NETWORK = 4;

    @Test
    void t47_whoever_waits_for_a_stopped_holder_gives_up_after_20_s_and_refreshes_nothing() throws Exception {
        Path home = TemporaryFolders.create("home");
        try (FakeAuthorizationServer issuer = FakeAuthorizationServer.start();
                FakeProtectedResource resource = FakeProtectedResource.start(issuer)) {
            StoredLogins.expired(home, issuer, resource.resource());
            issuer.delay("/token", Duration.ofMillis(700));
            HostProgram command = HostProgram.commandLine(Jdk.JDK_17, "token", resource.resource())
                    .home(home);
            try (HostJvm holder = command.start()) {
                Conditions.await("the refresh token is sent", () -> issuer.refreshCount() == 1);
                holder.signal("STOP");
                HostJvm.Ended other = command.run();
                assertThat(other.exitCode()).as(SteadyProgram.text(other.err())).isEqualTo(NETWORK);
                assertThat(SteadyProgram.text(other.err()))
                        .contains("Another process", resource.resource(), "for 20 s", "Look for one that is stopped");
                assertThat(issuer.refreshCount()).isEqualTo(1);

                holder.signal("CONT");
                HostJvm.Ended ended = holder.awaitEnd();
                assertThat(ended.exitCode()).as(SteadyProgram.text(ended.err())).isZero();
                assertThat(command.run().out()).isEqualTo(ended.out());
            }
            assertThat(issuer.refreshCount()).isEqualTo(1);
            assertThat(issuer.reuseCount()).isZero();
        }
    }
}
