package dev.safeconduct.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostJvm.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** What the tests at an authorization server do and see: the server, and the home of one person who uses the agent. */
abstract class AuthorizationServerSteps {
    /** So long that no token ends, or is renewed early, while a test runs. */
    static final Duration LONG = Duration.ofHours(1);
    /** So short that a test can see several of them end. */
    static final Duration SHORT = Duration.ofSeconds(6);

    static final Duration SEVERAL = SHORT.multipliedBy(10);
    /** What the secrets of the clients that are known from the start begin with: a header needs it encoded. */
    static final String SECRET = "k+/9dGVz=dA==:%25";

    final UserHome home = new UserHome();
    AuthorizationServer server;

    /** Makes it ready, with access tokens of this lifetime. */
    abstract AuthorizationServer startServer(Duration tokenLifetime);

    /** What the server cannot do: each is asserted to be missing in its metadata. */
    abstract Set<Feature> notOffered();

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    final void start(Duration tokenLifetime) {
        server = startServer(tokenLifetime);
    }

    /**
     * Whether the server has this, which it must say in its metadata in the same way; what it does not have is told to the
     * table of {@code integration-tests/servers/run}. The server is started for that, with tokens of this lifetime.
     */
    final boolean startsWith(Feature feature, Duration tokenLifetime) {
        start(tokenLifetime);
        boolean isOffered = !notOffered().contains(feature);
        assertThat(feature.isOffered(server.metadata()))
                .as("whether %s is offered by %s", feature, server.metadata())
                .isEqualTo(isOffered);
        if (!isOffered) {
            System.out.println("not offered: " + feature + " is not in the metadata of the server");
        }
        return isOffered;
    }

    final void logIn(String url) throws IOException, InterruptedException {
        assertStatus(home.logIn(url), 0);
    }

    final Ended assertStatus(Ended command, int exitCode) {
        assertThat(command.exitCode())
                .as(() -> String.join("\n", command.err()) + "\n-- server:\n" + server.logTail())
                .isEqualTo(exitCode);
        return command;
    }

    final void assertCall(String status, String url, HostJvm... programs) {
        assertThat(UserHome.call(url, programs))
                .as(() -> programs[0].err() + "\n-- server:\n" + server.logTail())
                .containsOnly(status);
    }

    /** By itself, so that it stores the token of a refresh under way: what is killed then has lost it. */
    static void assertEnd(HostJvm... programs) {
        for (HostJvm program : programs) {
            assertThat(program.awaitEnd().exitCode()).isZero();
        }
    }
}
