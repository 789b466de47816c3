package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.RecordingSink;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Host names whose addresses change, or are of both kinds. They are in a file that the JVM asks at each look-up. */
class RebindingTest {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String PUBLIC = "198.51.100.7 as.example\n";
    private static final String PRIVATE = "127.0.0.1 as.example\n";

    @TempDir
    Path directory;

    /** Says what becomes of an endpoint, once for each line that it reads. */
    static final class Asker {
        public static void main(String[] args) throws Exception {
            URI endpoint = URI.create(args[0]);
            Transport transport = Transports.with();
            EndpointPolicy policy = new EndpointPolicy(NetworkReach.INTERNET, false);
            for (int line = System.in.read(); line >= 0; line = System.in.read()) {
                if (line == 'c') {
                    say(() -> transport.check(endpoint, policy, "token endpoint"));
                } else if (line == 's') {
                    say(() -> transport.send(HttpCall.getJson(endpoint), policy, "token endpoint"));
                } else if (line == 'p') {
                    System.out.println(EndpointPolicy.forServer(endpoint, false, false, Remedies.NONE));
                }
            }
        }

        private interface Ask {
            void run() throws OAuthException;
        }

        private static void say(Ask ask) throws OAuthException {
            try {
                ask.run();
                System.out.println("allowed");
            } catch (InsecureEndpointException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private ForkedJvm ask(Path hosts, String endpoint) throws Exception {
        List<String> command = ForkedJvm.command(Asker.class, endpoint);
        command.addAll(1, List.of("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=0"));
        return ForkedJvm.start(command);
    }

    @Test
    void t19_a_name_that_has_become_private_is_not_connected_to() throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), PUBLIC);
        try (RecordingSink inside = RecordingSink.start();
                ForkedJvm asker = ask(hosts, "https://as.example:" + inside.port() + "/token")) {
            asker.send("c");
            assertThat(asker.awaitLine(BOUND)).isEqualTo("allowed");

            Files.writeString(hosts, PRIVATE);
            asker.send("s");
            assertThat(asker.awaitLine(BOUND)).contains("inside a private network");
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void t19_one_private_address_among_others_is_enough_to_refuse_and_not_enough_to_be_inside() throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), PUBLIC + PRIVATE);
        try (ForkedJvm asker = ask(hosts, "https://as.example/token")) {
            asker.send("c");
            assertThat(asker.awaitLine(BOUND)).contains("inside a private network");
            asker.send("p");
            assertThat(asker.awaitLine(BOUND)).contains("reach=INTERNET");

            Files.writeString(hosts, PRIVATE);
            asker.send("p");
            assertThat(asker.awaitLine(BOUND)).contains("reach=MACHINE");
        }
    }
}
