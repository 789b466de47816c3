package dev.safeconduct.client.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A home directory with a letter that is not ASCII: whether Java can name it depends on the locale. */
class HomeOfAnotherLocaleTest {

    /** Opens the store in the home directory of the environment, and says what came of it. */
    static final class Program {

        public static void main(String[] arguments) {
            Config config = Config.load(new ConfigInput(Map.of(), System.getenv(), null), GrantFlows.ALL);
            try {
                new FileTokenStoreProvider()
                        .create(new MapProviderConfig(Map.of(), config.homeDirectory(), Clock.systemUTC()))
                        .close();
                System.out.println("opened");
            } catch (TokenStoreException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"C, is not a path in this locale", "C.UTF-8, opened"})
    void a_home_that_is_set_is_called_what_it_is_in_this_locale(String locale, String said) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "sh", "-c", "HOME=\"/nowhere/$(printf '\\303\\251')\" LC_ALL=" + locale + " exec \"$@\"", "sh"));
        command.addAll(ForkedJvm.command(Program.class));
        try (ForkedJvm program = ForkedJvm.start(command)) {
            assertThat(program.awaitLine(Duration.ofSeconds(60))).contains(said);
        }
    }
}
