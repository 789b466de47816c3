package dev.safeconduct.agent.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JdkHook;
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

    private final EventLog log = new EventLog() {
        @Override
        public boolean enabled(Level level) {
            return true;
        }

        @Override
        public void log(Level level, String message, Throwable cause) {
            lines.add(message);
        }
    };

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
                        "grpc",
                        "ktor",
                        "armeria");
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
                        + " httpasyncclient4, netty, jetty, grpc, ktor, armeria");
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

    @Test
    void a_relocated_copy_has_the_hook_of_its_client_by_other_names() {
        ChosenClients clients = clients(Map.of(
                "safeconduct.agent.relocated",
                "com.acme.http=httpclient4, com.acme=httpasyncclient4,x.hc=httpclient5"));
        for (ClientHook hook : ChosenClients.all()) {
            for (HookedClass hooked : hook.classes()) {
                assertThat(clients.apply(hooked.name())).isSameAs(hook);
            }
        }
        ClientHook copy = clients.apply("com/acme/http/impl/client/HttpClientBuilder");
        assertThat(copy).isNotNull().isNotSameAs(clients.apply("org/apache/http/impl/client/HttpClientBuilder"));
        assertThat(copy.name()).isEqualTo("httpclient4");
        assertThat(copy.classes()).singleElement().satisfies(hooked -> {
            assertThat(hooked.name()).isEqualTo("com/acme/http/impl/client/HttpClientBuilder");
            assertThat(hooked.shapes())
                    .hasToString("[[HttpClientBuilder.decorateMainExec in"
                            + " build()Lcom/acme/http/impl/client/CloseableHttpClient;]]");
            assertThat(hooked.shapes().get(0).get(0).instruction())
                    .hasToString("HttpClientBuilder.decorateMainExec")
                    .satisfies(call -> {
                        assertThat(call.owner()).isEqualTo("com/acme/http/impl/client/HttpClientBuilder");
                        assertThat(call.descriptor())
                                .isEqualTo("(Lcom/acme/http/impl/execchain/ClientExecChain;)"
                                        + "Lcom/acme/http/impl/execchain/ClientExecChain;");
                    });
        });
        assertThat(copy)
                .as("one hook for all its classes")
                .isEqualTo(clients.apply(copy.classes().get(0).name()));

        String executor = "org/apache/http/nio/protocol/HttpAsyncRequestExecutor";
        assertThat(clients.apply("com/acme/" + executor)).isNotNull();
        assertThat(clients.apply("com/acme/http/nio/protocol/HttpAsyncRequestExecutor"))
                .as("of a client that has no copy there")
                .isNull();
        assertThat(clients.apply("x/hc/client5/http/impl/classic/HttpClientBuilder"))
                .isNotNull();
        assertThat(clients.apply("x/hc/okhttp3/OkHttpClient")).isNull();
        assertThat(lines).isEmpty();
    }

    @Test
    void a_relocated_copy_of_a_client_that_is_left_out_is_left_out() {
        ChosenClients clients = clients(Map.of(
                "safeconduct.agent.clients", "netty", "safeconduct.agent.relocated", "com.acme=okhttp,com.acme=netty"));
        assertThat(clients.apply("com/acme/okhttp3/OkHttpClient")).isNull();
        assertThat(clients.apply("com/acme/io/netty/channel/CombinedChannelDuplexHandler"))
                .isNotNull();
    }

    @Test
    void a_copy_of_an_unknown_client_is_told() {
        clients(Map.of("safeconduct.agent.relocated", "com.acme=pigeon"));
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("safeconduct.agent.relocated: there is no client \"pigeon\" that is a library's."
                        + " There are: ");
    }

    @Test
    void packages_are_those_of_the_woven_classes() {
        for (ClientHook hook : ChosenClients.all()) {
            String original = ChosenClients.packageOf(hook.name());
            if (hook instanceof JdkHook) {
                assertThat(original).isNull();
            } else {
                assertThat(hook.classes()).allMatch(hooked -> hooked.name().startsWith(original + "/"));
            }
        }
    }

    private ChosenClients clients(Map<String, String> properties) {
        return ChosenClients.of(Config.load(new ConfigInput(properties, Map.of(), null), GrantFlows.ALL), log);
    }

    private List<String> chosen(Map<String, String> properties) {
        ChosenClients clients = clients(properties);
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
