package dev.safeconduct.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JdkHook;
import dev.safeconduct.agent.loader.ChosenClients;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.grant.GrantFlows;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeconductAgentTest {

    @ParameterizedTest
    @ValueSource(strings = {"17", "21", "25", "26", "99"})
    void runs_on_java17_and_later(String specification) {
        assertThat(SafeconductAgent.refusal(specification)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"1.8", "9", "11", "16", "1.7", "", "soon"})
    void stands_down_on_older_java(String specification) {
        assertThat(SafeconductAgent.refusal(specification))
                .isEqualTo(
                        "safeconduct: disabled: this is Java " + specification + ", and Java 17 or later is needed.");
    }

    @Test
    void name_table_holds_just_the_woven_classes() {
        List<String> woven = ChosenClients.all().stream()
                .flatMap(client -> client.classes().stream())
                .map(HookedClass::name)
                .sorted()
                .toList();
        assertThat(SafeconductAgent.WOVEN).containsExactlyElementsOf(woven);
        assertThat(woven).doesNotHaveDuplicates();
    }

    @Test
    void packages_are_those_of_the_library_clients() {
        Map<String, String> packages = Arrays.stream(SafeconductAgent.PACKAGES)
                .collect(Collectors.toMap(client -> client[0], client -> client[1]));
        for (ClientHook client : ChosenClients.all()) {
            if (client instanceof JdkHook) {
                assertThat(packages).doesNotContainKey(client.name());
            } else {
                assertThat(packages.get(client.name())).isEqualTo(ChosenClients.packageOf(client.name()) + "/");
            }
        }
        assertThat(packages).hasSize(SafeconductAgent.PACKAGES.length);
    }

    @Test
    void name_table_has_relocated_copies_in_both_forms() {
        String[] table = SafeconductAgent.withCopies("com.acme.okhttp3 = okhttp, org.lib.http=httpclient4");
        assertThat(table)
                .isSorted()
                .contains(SafeconductAgent.WOVEN)
                .contains(
                        "com/acme/okhttp3/OkHttpClient",
                        "com/acme/okhttp3/okhttp3/OkHttpClient",
                        "org/lib/http/impl/client/HttpClientBuilder",
                        "org/lib/http/org/apache/http/impl/client/HttpClientBuilder")
                .doesNotContain("com/acme/okhttp3/io/netty/channel/CombinedChannelDuplexHandler");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b=okhttp", "x=netty", "a.b_1.$c = grpc ,d=jetty"})
    void lists_of_relocated_copies(String relocated) {
        assertThat(SafeconductAgent.complaint(relocated)).isNull();
        assertThat(settingOf(relocated)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"okhttp", "=okhttp", "a.b=", "a.b=okhttp,", ".a=okhttp", "a.=okhttp", "a..b=okhttp", "1=netty"})
    void not_lists_of_relocated_copies(String relocated) {
        assertThat(SafeconductAgent.complaint(relocated))
                .isEqualTo("safeconduct.agent.relocated=" + relocated + " is not a list of packages and clients: write,"
                        + " for example, com.example.okhttp3=okhttp, with commas between several. The clients are armeria, grpc,"
                        + " httpasyncclient4, httpclient4, httpclient5, jetty, ktor, netty, okhttp.");
        assertThat(settingOf(relocated)).singleElement().satisfies(problem -> {
            assertThat(problem.scope()).isEqualTo(ConfigProblem.Scope.GLOBAL);
            assertThat(problem.text()).startsWith("safeconduct.agent.relocated is not a list of packages and clients");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b=pigeon", "a.b=java.net.http", "a.b=httpurlconnection", "a.b=a=okhttp"})
    void only_clients_of_libraries_have_copies(String relocated) {
        assertThat(SafeconductAgent.complaint(relocated))
                .startsWith("safeconduct.agent.relocated=" + relocated + " is");
    }

    /** What the command line says, which reads the same variable. */
    private static List<ConfigProblem> settingOf(String relocated) {
        return Config.load(
                        new ConfigInput(Map.of("safeconduct.agent.relocated", relocated), Map.of(), null),
                        GrantFlows.ALL)
                .problems();
    }

    @Test
    void an_attach_says_what_is_woven_and_what_is_not() {
        Instrumentation host = (Instrumentation) Proxy.newProxyInstance(
                Instrumentation.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> {
                    if (((Class<?>[]) arguments[0])[0] == HttpURLConnection.class) {
                        throw new UnmodifiableClassException("in use");
                    }
                    return null;
                });

        assertThat(SafeconductAgent.retransform(host, List.of(HttpURLConnection.class, HttpClient.class)))
                .isEqualTo("safeconduct: WARN requests by java.net.HttpURLConnection"
                        + " (java.lang.instrument.UnmodifiableClassException: in use) get no token: not woven."
                        + " Woven: java.net.http.HttpClient.");
        assertThat(SafeconductAgent.retransform(host, List.of(HttpClient.class)))
                .isNull();
    }
}
