package dev.safeconduct.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChosenClientsTest {

    private final List<String> lines = new ArrayList<>();

    @Test
    void all_without_the_key() {
        assertThat(chosen(Map.of()))
                .containsExactly(
                        "java.net.http",
                        "httpurlconnection",
                        "okhttp",
                        "httpclient4",
                        "httpclient5",
                        "httpasyncclient4",
                        "netty",
                        "jetty",
                        "grpc");
        assertThat(lines).isEmpty();
    }

    @Test
    void those_that_are_named() {
        assertThat(chosen(Map.of("safeconduct.agent.clients", "httpurlconnection")))
                .containsExactly("httpurlconnection");
        assertThat(chosen(Map.of("safeconduct.agent.clients", "java.net.http"))).containsExactly("java.net.http");
        assertThat(lines).isEmpty();
    }

    @Test
    void an_unknown_name_is_told() {
        assertThat(chosen(Map.of("safeconduct.agent.clients", "pigeon"))).isEmpty();
        assertThat(lines)
                .containsExactly("safeconduct.agent.clients: there is no client \"pigeon\"."
                        + " There are: java.net.http, httpurlconnection, okhttp, httpclient4, httpclient5,"
                        + " httpasyncclient4, netty, jetty, grpc");
    }

    @Test
    void names_are_those_of_the_hooks() {
        assertThat(ChosenClients.NAMES)
                .containsExactlyElementsOf(
                        ChosenClients.all().stream().map(ClientHook::name).toList());
    }

    @Test
    void other_classes_have_no_hook() {
        assertThat(ChosenClients.of(Config.load(new ConfigInput(Map.of(), Map.of(), null), GrantFlows.ALL), null)
                        .apply("java/lang/String"))
                .isNull();
    }

    private List<String> chosen(Map<String, String> properties) {
        Config config = Config.load(new ConfigInput(properties, Map.of(), null), GrantFlows.ALL);
        EventLog log = new EventLog() {
            @Override
            public boolean enabled(Level level) {
                return true;
            }

            @Override
            public void log(Level level, String message, Throwable cause) {
                lines.add(message);
            }
        };
        ChosenClients clients = ChosenClients.of(config, log);
        List<String> names = new ArrayList<>();
        for (ClientHook hook : ChosenClients.all()) {
            List<ClientHook> weaving = hook.classes().stream()
                    .map(hooked -> clients.apply(hooked.name()))
                    .distinct()
                    .toList();
            assertThat(weaving).hasSize(1);
            if (weaving.get(0) != null) {
                assertThat(weaving.get(0)).isSameAs(hook);
                names.add(hook.name());
            }
        }
        assertThat(clients.isEmpty()).isEqualTo(names.isEmpty());
        return names;
    }
}
