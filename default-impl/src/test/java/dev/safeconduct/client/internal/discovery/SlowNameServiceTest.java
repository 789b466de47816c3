package dev.safeconduct.client.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.Configs;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.Slf4jEventLog;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import dev.safeconduct.testkit.ForkedJvm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name service that does not respond for a while, which is a pipe in the place of the hosts file. */
class SlowNameServiceTest {

    private static final EventLog LOG = new Slf4jEventLog();

    /** Looks up the host of a server, and meanwhile asks for what needs no look-up. */
    static final class Program {

        private static final MetadataDiscovery NOWHERE = new MetadataDiscovery() {
            @Override
            public ProtectedResourceMetadata protectedResource(URI resource, URI location) {
                return null;
            }

            @Override
            public AuthorizationServerMetadata authorizationServer(URI issuer, URI location) {
                return null;
            }
        };

        public static void main(String[] arguments) throws Exception {
            String url = "https://api.example/mcp";
            ConfiguredServer server =
                    new ConfiguredServer(Configs.server(url), TokenKey.of(url), null, NOWHERE, Clock.systemUTC(), LOG);
            Thread slow = start(server::policy);
            while (!isLookingUp(slow)) {
                Thread.onSpinWait();
            }
            Thread other = start(server::discovery);
            other.join(TimeUnit.SECONDS.toMillis(10));
            System.out.println(other.isAlive() ? "held up" : isLookingUp(slow) ? "not held up" : "not slow");
            Runtime.getRuntime().halt(0);
        }

        private static Thread start(Runnable task) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private static boolean isLookingUp(Thread thread) {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().contains("HostsFile"));
        }
    }

    @Test
    void a_name_is_not_resolved_under_a_monitor(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("hosts");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        List<String> command = new ArrayList<>(ForkedJvm.command(Program.class));
        command.add(1, "-Djdk.net.hosts.file=" + pipe);
        try (ForkedJvm program = ForkedJvm.start(command)) {
            assertThat(program.awaitLine(Duration.ofSeconds(60))).isEqualTo("not held up");
        }
    }
}
