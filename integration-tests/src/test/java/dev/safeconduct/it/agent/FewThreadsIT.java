package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.client.HeldTokens;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process that may have no further thread: a request ends all the same. Its threads have stacks larger than the address
 * space that is left to it, which limits the superuser as well, unlike the number of processes of a user.
 */
@Tag("full")
class FewThreadsIT {

    private static final String STACK = "-Xss256m";
    private static final long LEFT_BYTES = 64L << 20;

    private final Api api = Api.start();

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"JDK_17,java.net.http", "JDK_17,httpurlconnection", "JDK_25,java.net.http", "JDK_25,httpurlconnection"})
    void a_request_that_is_held_at_a_401_is_sent_again_where_no_further_thread_can_be_started(Jdk jdk, String client)
            throws InterruptedException {
        try (HostJvm host = start(jdk)) {
            assertThat(get(host, client)).isEqualTo("200");
            awaitIdle(host);
            api.issuer.endAccessTokens();
            assertEndsWithoutThreads(host, client);
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK_17,java.net.http", "JDK_17,httpurlconnection", "JDK_25,java.net.http", "JDK_25,httpurlconnection"})
    void a_request_that_is_held_before_it_is_sent_is_sent_where_no_further_thread_can_be_started(Jdk jdk, String client)
            throws InterruptedException {
        try (HostJvm host = start(jdk)) {
            api.issuer.tokenLifetime(Duration.ofSeconds(1));
            assertThat(get(host, client)).isEqualTo("200");
            api.issuer.tokenLifetime(Duration.ofHours(1));
            awaitIdle(host); // by then the token has expired
            assertEndsWithoutThreads(host, client);
        }
    }

    private void assertEndsWithoutThreads(HostJvm host, String client) {
        api.forgetRequests();
        try (HeldTokens held = new HeldTokens(api)) {
            host.tell("send", client, api.url("/held"));
            held.await();
            takeAllThreads(host);
        }
        assertThat(host.nextLine()).as(host.err()).containsExactly("ended", "200");
        assertThat(api.tokenRequests()).isOne();
    }

    private HostJvm start(Jdk jdk) {
        return HostProgram.of(jdk, "FewThreads")
                .option(STACK, "-XX:+UseSerialGC", "-Xlog:os+thread=off")
                .agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    private String get(HostJvm host, String client) {
        host.tell("send", client, api.url("/x"));
        return host.nextLine().get(1);
    }

    /** No idle thread is left that could do the work. */
    private static void awaitIdle(HostJvm host) throws InterruptedException {
        Conditions.await("no thread of ours is left", () -> {
            host.tell("idle");
            return host.nextLine().get(1).equals("true");
        });
    }

    /** The stacks of ended threads too, which the C library keeps for later ones. */
    private static void takeAllThreads(HostJvm host) {
        host.limitMemory(LEFT_BYTES);
        host.tell("exhaust");
        assertThat(host.nextLine()).containsExactly("exhausted", "no further thread");
    }
}
