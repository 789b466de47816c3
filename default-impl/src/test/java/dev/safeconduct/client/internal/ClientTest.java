package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An authorization server, an API that demands its tokens, and clients that share a store; no log names a secret. */
abstract class ClientTest {

    static final String BROWSER = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
            + System.getProperty("java.class.path") + " " + FollowingBrowser.class.getName();

    @TempDir
    Path directory;

    final MovableClock clock = new MovableClock();
    final List<TestClient> clients = new ArrayList<>();
    FakeAuthorizationServer as;
    FakeProtectedResource api;

    @BeforeEach
    void start() throws Exception {
        as = FakeAuthorizationServer.builder()
                .tokenPrefixes("canary-at-", "canary-rt-")
                .clock(clock)
                .start();
        api = FakeProtectedResource.start(as);
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        api.close();
        as.close();
        for (TestClient client : clients) {
            assertThat(client.log).noneMatch(line -> line.contains("canary-"));
        }
    }

    /** How many login pages were opened. */
    int pages() {
        return as.requestsTo("/authorize").size();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition holds in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    TestClient client(String... more) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("server.api.url", api.resource());
        settings.put("login", "auto");
        settings.put("login.wait", "20s");
        settings.put("browser", "command");
        settings.put("browser.command", BROWSER);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        TestClient client = new TestClient(directory, clock, settings);
        clients.add(client);
        return client;
    }
}
