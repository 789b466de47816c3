package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.safeconduct.spi.LoginPrompt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A program that lets its user log in by a code for another device. */
class DeviceSessionTest extends LibraryTest {

    @Test
    void the_opener_of_the_program_gets_page_and_code_which_are_also_told() throws Exception {
        as.deviceAuthorization(Duration.ofSeconds(1));
        List<LoginPrompt> prompts = new CopyOnWriteArrayList<>();
        Safeconduct client = open(program(prompt -> {
                    prompts.add(prompt);
                    as.decide(String.valueOf(prompt.userCode()), true);
                })
                .set("safeconduct.server.api.grant", "device_code"));

        client.login(server());

        assertThat(prompts).hasSize(1);
        assertThat(prompts.get(0).uri()).hasToString(as.issuer() + "/device");
        assertThat(said(Level.WARN))
                .anyMatch(
                        line -> line.contains("enter the code " + prompts.get(0).userCode()));
        assertThat(field(client.authorization("GET", server()))).contains("Bearer ");
    }
}
