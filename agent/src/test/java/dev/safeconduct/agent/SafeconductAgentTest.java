package dev.safeconduct.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.loader.ChosenClients;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import java.util.List;
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
        assertThat(woven).doesNotHaveDuplicates().allMatch(SafeconductAgent::isSupported);
        assertThat(SafeconductAgent.isSupported("java/net/HttpURLConnection")).isFalse();
        assertThat(SafeconductAgent.isSupported("jdk.internal.net.http.MultiExchange"))
                .isFalse();
        assertThat(SafeconductAgent.isSupported(null)).isFalse();
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
