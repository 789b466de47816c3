package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.safeconduct.client.internal.NoSettings;
import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An authorization server, an API that demands its tokens, and programs with the library; no log names a secret. */
abstract class LibraryTest {

    /** A browser whose user allows everything. */
    static final BrowserOpener BROWSER = prompt -> {
        Thread browser = new Thread(() -> {
            try {
                FollowingBrowser.open(prompt.uri());
            } catch (IOException e) {
                // Then the login fails, which the test sees.
            }
        });
        browser.setDaemon(true);
        browser.start();
    };

    @TempDir
    Path directory;

    final MovableClock clock = new MovableClock();
    private final List<Safeconduct> clients = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    FakeAuthorizationServer as;
    FakeProtectedResource api;

    @BeforeEach
    void start() throws Exception {
        as = FakeAuthorizationServer.builder()
                .tokenPrefixes("canary-at-", "canary-rt-")
                .clock(clock)
                .start();
        api = FakeProtectedResource.start(as);
        Logger logger = (Logger) LoggerFactory.getLogger("dev.safeconduct");
        logger.setLevel(Level.TRACE);
        log.start();
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        clients.forEach(Safeconduct::close);
        api.close();
        as.close();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.safeconduct");
        logger.detachAppender(log);
        logger.setAdditive(true);
        assertThat(log.list).noneMatch(line -> line.getFormattedMessage().contains("canary-"));
    }

    /** With the API configured, and a store in the folder of the test. */
    Safeconduct.Builder program() throws IOException {
        return program(BROWSER);
    }

    Safeconduct.Builder program(BrowserOpener browser) throws IOException {
        return Safeconduct.builder()
                .set("safeconduct.server.api.url", api.resource())
                .set("safeconduct.store", "file")
                .set("safeconduct.store.file.dir", directory.resolve("tokens").toString())
                .configuration(NoSettings.in(directory))
                .browser(browser)
                .clock(clock);
    }

    Safeconduct open(Safeconduct.Builder builder) throws IOException {
        Safeconduct client = builder.build();
        clients.add(client);
        return client;
    }

    /** The lines so far, of this level or above. */
    List<String> said(Level least) {
        synchronized (log) { // as who adds to it
            return log.list.stream()
                    .filter(line -> line.getLevel().isGreaterOrEqual(least))
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }
    }

    URI server() {
        return URI.create(api.resource());
    }

    /** The field that an authorization writes; empty if none. */
    static String field(Authorization authorization) {
        StringBuilder text = new StringBuilder();
        authorization.writeTo((name, value) -> text.append(name).append(": ").append(value));
        return text.toString();
    }
}
