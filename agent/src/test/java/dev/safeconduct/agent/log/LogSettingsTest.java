package dev.safeconduct.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogSettingsTest {

    @Test
    void warn_by_default() {
        LogSettings settings = settings(Map.of());
        assertThat(settings.isWritten(Level.ERROR)).isTrue();
        assertThat(settings.isWritten(Level.WARN)).isTrue();
        assertThat(settings.isWritten(Level.INFO)).isFalse();
        assertThat(settings.hasStackTraces()).isFalse();
        assertThat(settings.file()).isNull();
    }

    @Test
    void off_means_nothing() {
        assertThat(settings(Map.of("safeconduct.agent.log", "off")).isWritten(Level.ERROR))
                .isFalse();
    }

    @Test
    void trace_means_all() {
        LogSettings settings =
                settings(Map.of("safeconduct.agent.log", "trace", "safeconduct.agent.log-file", "a.log"));
        assertThat(settings.isWritten(Level.TRACE)).isTrue();
        assertThat(settings.hasStackTraces()).isTrue();
        assertThat(settings.file()).isEqualTo("a.log");
    }

    @Test
    void a_message_is_one_line() {
        assertThat(LineLayout.oneLine("a\r\nb\u001b[31m")).isEqualTo("a  b [31m");
    }

    private static LogSettings settings(Map<String, String> properties) {
        return LogSettings.of(Config.load(new ConfigInput(properties, Map.of(), null), GrantFlows.ALL));
    }
}
