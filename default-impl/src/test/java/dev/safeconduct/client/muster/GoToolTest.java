package dev.safeconduct.client.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.TokenStoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoToolTest {

    @TempDir
    Path home;

    @Test
    void its_directory_is_below_the_home_directory_and_not_created_by_asking() throws Exception {
        Path directory = GoTool.defaultTokenDir(home.toString());
        assertThat(directory).isEqualTo(home.resolve(".config/muster/tokens"));
        assertThat(Files.exists(home.resolve(".config"))).isFalse();
    }

    @Test
    void the_home_directory_is_that_of_the_environment() throws Exception {
        assertThat(GoTool.defaultTokenDir()).isEqualTo(Path.of(System.getenv("HOME"), ".config", "muster", "tokens"));
    }

    @Test
    void without_a_home_directory_the_error_names_the_key() {
        for (String none : new String[] {null, ""}) {
            assertThatThrownBy(() -> GoTool.defaultTokenDir(none))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("HOME")
                    .hasMessageContaining("safeconduct.store.file.dir");
        }
    }

    @Test
    void a_session_lasts_thirty_days() {
        assertThat(GoTool.DEFAULT_SESSION_DURATION).isEqualTo(Duration.ofDays(30));
    }
}
