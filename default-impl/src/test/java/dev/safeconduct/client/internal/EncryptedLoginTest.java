package dev.safeconduct.client.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Programs that share an encrypted store, some of which have its key. */
class EncryptedLoginTest extends ClientTest {

    private static final String KEY = "00".repeat(31) + "01";
    private static final String OTHER = "00".repeat(31) + "02";

    /** All files of the store, by their path. */
    private Map<String, String> stored() throws IOException {
        Map<String, String> stored = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                stored.put(file.toString(), Files.readString(file, ISO_8859_1));
            }
        }
        return stored;
    }

    @Test
    void a_login_is_used_and_refreshed_and_nothing_of_it_is_in_clear() throws Exception {
        assertThat(client("store.key", KEY).get(api.resource()).status()).isEqualTo(200);
        clock.forward(Duration.ofHours(2));
        assertThat(client("store.key", KEY).get(api.resource()).status()).isEqualTo(200);
        assertThat(pages()).isOne();
        assertThat(as.refreshCount()).isOne();
        assertThat(stored().values())
                .isNotEmpty()
                .noneMatch(content -> content.contains("canary-") || content.contains("127.0.0.1"));
    }

    @Test
    void a_process_without_the_key_says_so_opens_no_page_and_changes_nothing() throws Exception {
        client("store.key", KEY).get(api.resource());
        clock.forward(Duration.ofHours(2));
        Map<String, String> before = stored();
        for (String[] settings : new String[][] {{}, {"store.key", OTHER}}) {
            List<String> all = new ArrayList<>(List.of("login", "auto", "login.wait", "20s"));
            all.addAll(List.of("browser", "command", "browser.command", BROWSER));
            all.addAll(List.of(settings));
            try (ForkedClient without =
                    ForkedClient.start(directory, Duration.ofHours(2), api.resource(), all.toArray(String[]::new))) {
                assertThat(without.awaitRequest())
                        .contains("status 401")
                        .anyMatch(line -> line.contains("is encrypted with the key ")
                                && line.contains(settings.length == 0 ? "Set safeconduct.store.key" : "old-keys"));
            }
        }
        assertThat(stored()).isEqualTo(before);
        assertThat(pages()).isOne();
        assertThat(as.refreshCount()).isZero();

        try (ForkedClient with = ForkedClient.start(directory, Duration.ofHours(2), api.resource(), "store.key", KEY)) {
            assertThat(with.awaitRequest()).contains("status 200");
        }
        assertThat(pages()).isOne();
        assertThat(as.refreshCount()).isOne();
    }

    @Test
    void a_login_in_clear_is_not_used_once_there_is_a_key_and_no_page_is_opened_for_it() throws Exception {
        client().get(api.resource());
        Map<String, String> before = stored();
        TestClient client = client("store.key", KEY);
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.log).anyMatch(line -> line.startsWith("WARN ") && line.contains("store encrypt"));
        assertThat(stored()).isEqualTo(before);
        assertThat(pages()).isOne();
    }
}
