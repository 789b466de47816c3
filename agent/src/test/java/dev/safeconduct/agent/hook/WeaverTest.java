package dev.safeconduct.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.loader.ChosenClients;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WeaverTest {

    private final RecordingLog log = new RecordingLog();
    private final Weaver weaver = new Weaver(WeaverTest::weaving, hook -> new Sites(hook, 0), log);

    @Test
    void a_class_file_of_the_future_stays_as_it_is() throws IOException {
        for (ClientHook client : ChosenClients.all()) {
            if (!(client instanceof JdkHook hook)) {
                continue;
            }
            String name = nameOf(client);
            byte[] bytes;
            try (JdkClasses jdk = JdkClasses.of(Path.of(System.getProperty("java.home")))) {
                bytes = jdk.read(hook.module(), name);
            }
            bytes[7] = (byte) 200;
            assertThat(weaver.transform(null, name, null, null, bytes)).isNull();
        }
        assertThat(log.lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("WARN ")
                        && line.contains("class file has the version 200, which is newer than this agent"));
        assertThat(log.causes()).isEmpty();
    }

    @Test
    void garbage_stays_as_it_is() {
        String name = nameOf(ChosenClients.all().get(0));
        assertThat(weaver.transform(null, name, null, null, new byte[3])).isNull();
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void other_classes_are_not_looked_at() {
        assertThat(weaver.transform(null, "java/lang/String", null, null, new byte[0]))
                .isNull();
        assertThat(weaver.transform(null, null, null, null, new byte[0])).isNull();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_hook_that_cannot_be_installed_leaves_the_class_and_says_so() throws IOException {
        Weaver failing = new Weaver(
                WeaverTest::weaving,
                hook -> {
                    throw new IllegalStateException("no bridge");
                },
                log);
        byte[] bytes = ClassFiles.OF_THIS_JVM.read("java.net.http", "jdk/internal/net/http/MultiExchange");
        for (int i = 0; i < 2; i++) {
            assertThat(failing.transform(null, "jdk/internal/net/http/MultiExchange", null, null, bytes))
                    .isNull();
        }
        assertThat(log.lines())
                .containsExactly("WARN Requests by java.net.http get no token: internal error:"
                        + " java.lang.IllegalStateException: no bridge");
    }

    private static ClientHook weaving(String className) {
        return ChosenClients.all().stream()
                .filter(hook ->
                        hook.classes().stream().anyMatch(hooked -> hooked.name().equals(className)))
                .findFirst()
                .orElse(null);
    }

    private static String nameOf(ClientHook client) {
        return client.classes().get(0).name();
    }
}
