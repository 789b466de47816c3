package dev.safeconduct.client.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.login.LoginGovernor;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

class Slf4jEventLogTest {

    private static final URI PAGE = URI.create("https://as.example/authorize?state=s");

    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(standardError, true, StandardCharsets.UTF_8);

    private String said() {
        return standardError.toString(StandardCharsets.UTF_8);
    }

    @Test
    void without_a_provider_the_address_of_a_login_reaches_the_person() throws Exception {
        EventLog log = new Slf4jEventLog(NOPLogger.NOP_LOGGER, stream);
        BrowserOpener broken = prompt -> {
            throw new IOException("No browser was found.");
        };

        LoginGovernor.presenter(broken, log)
                .present(new LoginPrompt(PAGE, "https://api.example", null, null, Instant.EPOCH));

        assertThat(said()).contains("No browser was found.").contains(PAGE.toString());
    }

    @Test
    void nothing_else_goes_to_standard_error() {
        new Slf4jEventLog(NOPLogger.NOP_LOGGER, stream).log(Level.ERROR, "An error.");
        new Slf4jEventLog(LoggerFactory.getLogger("dev.safeconduct.none"), stream).tell("To the log.");
        assertThat(said()).isEmpty();
    }
}
