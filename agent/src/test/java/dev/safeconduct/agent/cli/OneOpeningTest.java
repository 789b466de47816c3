package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TokenStoreProvider;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command reads the configuration once and opens the client once. */
class OneOpeningTest extends CommandLineTest {

    private static final AtomicInteger OPENINGS = new AtomicInteger();
    private static volatile Path configuration;

    /** Counts, and spoils the configuration for whoever reads it a second time. */
    public static final class CountingStoreProvider implements TokenStoreProvider {

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public TokenStore create(ProviderConfig config) throws TokenStoreException {
            OPENINGS.incrementAndGet();
            try {
                Files.writeString(configuration, "safeconduct.store = elsewhere\n");
            } catch (IOException e) {
                throw new TokenStoreException("The configuration cannot be spoiled.", e);
            }
            return new MemoryTokenStoreProvider().create(config);
        }
    }

    @BeforeEach
    void configure() throws IOException {
        Path services = Files.createDirectories(directory.resolve("providers/META-INF/services"));
        Files.writeString(
                services.resolve(TokenStoreProvider.class.getName()), CountingStoreProvider.class.getName() + "\n");
        cli.providers = new URLClassLoader(
                new URL[] {directory.resolve("providers").toUri().toURL()}, Cli.class.getClassLoader());
        configuration = Files.createDirectories(directory.resolve(".config/safeconduct"))
                .resolve("safeconduct.properties");
        cli.properties.remove("safeconduct.store.file.dir");
        Files.writeString(
                configuration,
                "safeconduct.store = counting\nsafeconduct.server.api.url = " + url
                        + "\nsafeconduct.server.api.scope = configured\n");
        OPENINGS.set(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login URL --no-browser",
                "login api --no-browser --scope read --callback-port 0 --timeout 5m",
                "login URL-elsewhere --no-browser --force",
                "token URL --login"
            })
    void a_command_that_logs_in_opens_the_client_once(String command) throws Exception {
        cli.properties.put("safeconduct.browser", "print");
        api.metadata(members -> members.put("resource", api.origin())); // not of a neighbor only
        Cli.Result result = cli.runAndLogIn(command.replace("URL", url).split(" "));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(OPENINGS).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "logout URL", "token URL"})
    void a_command_that_asks_no_person_opens_the_client_once(String command) {
        Cli.Result result = cli.run(command.replace("URL", url).split(" "));

        assertThat(result.err()).doesNotContain("elsewhere");
        assertThat(OPENINGS).hasValue(1);
    }
}
