package dev.safeconduct.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is configured, and the command that prints the DDL. */
class JdbcSettingsTest {

    private static final String URL = "jdbc:h2:mem:settings;DB_CLOSE_DELAY=-1";

    private static ProviderConfig config(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(JdbcSettings.KEYS + settings[i], settings[i + 1]);
        }
        return MapProviderConfig.of(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url | '' | url is not set",
                "url | redis://x | is not the URL of a database",
                "url | jdbc:postgresql://h/d?user=u&password=canary | has a password",
                "url | jdbc:postgresql://u:canary@h/d | has a password",
                "url | jdbc:h2:mem:x;PASSWORD=canary | has a password",
                "url | jdbc:oracle:thin:@h:1521/x?canary | Add the artifact of its driver",
                "url | jdbc:mysql://h/x?sslkey=canary | Add com.mysql:mysql-connector-j",
                "table-prefix | a; drop table x | table-prefix is not",
                "table-prefix | Upper_ | table-prefix is not",
                "timeout | 0s | timeout is not",
                "timeout | soon | timeout is not",
                "timeout | 2m | timeout is not",
                "driver | org.example.Missing | is not on the class path",
                "driver | java.lang.String | is not a usable driver",
            })
    void what_is_configured_wrongly_is_told(String key, String value, String message) {
        assertThatThrownBy(() -> new JdbcTokenStoreProvider()
                        .create(key.equals("url") ? config(key, value) : config("url", URL, key, value)))
                .isInstanceOf(TokenStoreException.class)
                .hasMessageContaining("safeconduct.store.jdbc.")
                .hasMessageContaining(message)
                .hasMessageNotContaining("canary");
    }

    @Test
    void a_driver_may_be_named_and_has_to_take_the_url() throws Exception {
        try (TokenStore store = new JdbcTokenStoreProvider()
                .create(config("url", URL, "driver", "org.postgresql.Driver", "timeout", "1m"))) {
            assertThatThrownBy(() -> store.read("a"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasMessageContaining("does not take jdbc:h2:mem:settings");
        }
        assertThat(JdbcSettings.of(config("url", URL, "password", "canary")).toString())
                .isEqualTo("JdbcSettings[jdbc:h2:mem:settings]");
    }

    /** The password of a running program may be changed. */
    @Test
    void user_and_password_are_read_again_for_each_connection() throws Exception {
        Map<String, String> values = new HashMap<>(
                Map.of(JdbcSettings.URL, URL, JdbcSettings.USER, "reader", JdbcSettings.PASSWORD, "first"));
        ProviderConfig config = new ProviderConfig() {
            private final ProviderConfig rest = config();

            @Override
            public String get(String key) {
                return values.get(key);
            }

            @Override
            public java.nio.file.Path homeDirectory() {
                return null;
            }

            @Override
            public java.time.Clock clock() {
                return rest.clock();
            }

            @Override
            public java.util.concurrent.ThreadFactory threads() {
                return rest.threads();
            }
        };
        try (Connection operator = DriverManager.getConnection(URL, "operator", "");
                Statement statement = operator.createStatement();
                TokenStore store = new JdbcTokenStoreProvider().create(config)) {
            statement.execute(Dialect.H2.ddl(Dialect.DEFAULT_PREFIX));
            statement.execute("create user reader password 'first' admin");
            assertThat(store.read("a")).isNull();
            statement.execute("alter user reader set password 'second'");
            assertThatThrownBy(() -> store.read("a")).hasMessageContaining(JdbcSettings.PASSWORD);
            values.put(JdbcSettings.PASSWORD, "second");
            assertThat(store.read("a")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void the_command_prints_the_ddl_with_the_prefix(Dialect dialect) {
        assertThat(run(0, "ddl", dialect.word()))
                .contains("create table safeconduct_entry", "create table safeconduct_lease");
        assertThat(run(0, "ddl", dialect.word(), "oauth_"))
                .contains("create table oauth_entry", "create table oauth_lease")
                .doesNotContain("safeconduct_");
    }

    @Test
    void the_command_says_how_it_is_used() {
        assertThat(run(64)).contains("ddl <postgresql|mariadb|h2> [table-prefix]");
        assertThat(run(64, "ddl", "oracle")).contains("Usage");
        assertThat(run(64, "drop", "h2")).contains("Usage");
        assertThat(run(64, "ddl", "h2", "x; drop table y")).contains("Usage");
    }

    private static String run(int status, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int ended = DdlCommand.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(ended).isEqualTo(status);
        assertThat((status == 0 ? err : out).size()).isZero();
        return (status == 0 ? out : err).toString(StandardCharsets.UTF_8);
    }
}
