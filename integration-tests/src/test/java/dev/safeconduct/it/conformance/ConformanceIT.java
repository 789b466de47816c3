package dev.safeconduct.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One client over all scenarios of the MCP conformance suite; {@code conformance/run} has the others. */
@Tag("full")
class ConformanceIT {

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void small_client_with_the_agent_passes_every_auth_scenario() throws Exception {
        Path root = Path.of(System.getProperty("it.root"));
        File output = root.resolve("integration-tests/target/conformance.log").toFile();
        Process run = new ProcessBuilder(
                        root.resolve("integration-tests/conformance/run").toString(), "send")
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(run.waitFor()).as("see %s", output).isZero();
        } finally {
            run.descendants().forEach(ProcessHandle::destroy);
            run.destroy();
        }
    }
}
