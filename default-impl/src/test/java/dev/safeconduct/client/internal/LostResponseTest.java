package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.ForkedJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The response to a refresh is lost: the refresh token may be spent. */
class LostResponseTest extends ClientTest {

    /** The JDK has a switch for it, which is the program's and not ours. */
    @Test
    void t50_a_lost_answer_is_not_asked_for_again_in_a_program_that_has_all_requests_sent_again() throws Exception {
        client().get(api.resource());
        as.loseAnswers("/token", 1);
        List<String> command = ForkedJvm.command(
                ForkedClient.Program.class, directory.toString(), "PT2H", api.resource(), "login", "never");
        command.add(1, "-Djdk.httpclient.enableAllMethodRetry=true");
        try (ForkedJvm program = ForkedJvm.start(command)) {
            assertThat(program.awaitLine(Duration.ofSeconds(60))).isEqualTo("status 401");
        }
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.reuseCount()).isZero();
    }
}
