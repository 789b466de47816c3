package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostClasses;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The exceptions of other people's HTTP clients, from their own jars. */
class OAuthErrorsOfClientsTest {

    private static URLClassLoader jars;

    record Client(String name, IntFunction<Throwable> failure) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void openJars() {
        URL[] classPath = HostClasses.exceptions().stream()
                .map(OAuthErrorsOfClientsTest::url)
                .toArray(URL[]::new);
        jars = new URLClassLoader(classPath, OAuthErrorsOfClientsTest.class.getClassLoader());
    }

    @AfterAll
    static void closeJars() throws IOException {
        jars.close();
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Stream<Client> clients() throws ReflectiveOperationException {
        var exceptions = (Supplier<List<Map.Entry<String, IntFunction<Throwable>>>>)
                jars.loadClass("hosts.ClientExceptions").getConstructor().newInstance();
        return exceptions.get().stream().map(entry -> new Client(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void a_401_is_known_and_nothing_else_is_taken_for_one(Client client) {
        assertThat(OAuthErrors.isUnauthorized(client.failure().apply(401))).isTrue();
        assertThat(OAuthErrors.isUnauthorized(
                        new CompletionException(client.failure().apply(401))))
                .isTrue();
        assertThat(OAuthErrors.isUnauthorized(client.failure().apply(403))).isFalse();
    }

    /** Also of those whose exceptions cannot be made here without a server of theirs. */
    @Test
    void every_class_and_method_that_is_known_by_name_is_there() throws Exception {
        for (Map.Entry<String, String> known : StatusOfException.WAYS.entrySet()) {
            Class<?> type = Class.forName(known.getKey(), false, jars);
            for (String name : known.getValue().split("\\.", -1)) {
                Method method = type.getMethod(name);
                type = method.getReturnType();
            }
            assertThat(type == int.class || type.isEnum()).as(known.getKey()).isTrue();
        }
    }
}
