package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.RefreshRefusal;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.ForkedJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that ends while its token is being refreshed in the background. */
class ExitTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path directory;

    /** Sends one request with a token that is due for renewal, and ends. */
    static final class ShortProgram {
        public static void main(String[] args) throws Exception {
            TestClient client = new TestClient(Path.of(args[0]), new MovableClock(), Map.of("server.api.url", args[1]));
            Outcome first = client.get(args[1]);
            if (client.source().current() == null) {
                throw new IllegalStateException("no token at hand: " + first);
            }
            System.in.read(); // until the refresh is under way
        }
    }

    @Test
    void t49_a_refresh_under_way_is_not_lost_with_the_program() throws Exception {
        MovableClock clock = new MovableClock();
        try (FakeAuthorizationServer as = FakeAuthorizationServer.builder().start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            // In the last quarter of its life from the start, and far from its end.
            as.tokenLifetime(Duration.ofSeconds(60));
            try (TestClient client = client(api, clock)) {
                assertThat(client.get(api.resource()).status()).isEqualTo(200);
                makeStale(client);
                as.delay("/token", Duration.ofMillis(700));

                try (ForkedJvm program = ForkedJvm.start(ShortProgram.class, directory.toString(), api.resource())) {
                    await(() -> as.refreshCount() == 1);
                    program.send("end");
                    assertThat(program.awaitEnd(Duration.ofSeconds(30))).isZero();
                }

                assertThat(as.refreshCount()).isEqualTo(1);
                clock.forward(Duration.ofSeconds(90));
                assertThat(client.get(api.resource()).status()).isEqualTo(200);
                assertThat(as.invalidGrantCount()).isZero();
            }
        }
    }

    /** Sends one request. */
    static final class OneRequest {
        public static void main(String[] args) throws Exception {
            MovableClock clock = new MovableClock();
            clock.forward(Duration.ofHours(2));
            Map<String, String> settings = Map.of("server.api.url", args[1], "http.timeout", "2s");
            try (TestClient client = new TestClient(Path.of(args[0]), clock, settings)) {
                System.out.println("status " + client.get(args[1]).status());
            }
        }
    }

    /** For longer than the token request may take. What has arrived meanwhile is not thrown away (DESIGN, late answers). */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_process_that_is_stopped_in_mid_refresh_takes_the_response_when_it_goes_on() throws Exception {
        MovableClock clock = new MovableClock();
        try (FakeAuthorizationServer as = FakeAuthorizationServer.builder().start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            try (TestClient client = client(api, clock)) {
                assertThat(client.get(api.resource()).status()).isEqualTo(200);
            }
            as.delay("/token", Duration.ofMillis(700));
            try (ForkedJvm program = ForkedJvm.start(OneRequest.class, directory.toString(), api.resource())) {
                await(() -> as.refreshCount() == 1);
                signal("STOP", program);
                Thread.sleep(4_000); // the time that it is stopped
                signal("CONT", program);
                assertThat(program.awaitLine(Duration.ofSeconds(30))).isEqualTo("status 200");
                assertThat(program.awaitEnd(Duration.ofSeconds(30))).isZero();
            }
            assertThat(as.refreshCount()).isEqualTo(1);
            assertThat(as.invalidGrantCount()).isZero();
        }
    }

    private static void signal(String name, ForkedJvm program) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + program.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    /** As if the token had been issued long ago. */
    private static void makeStale(TestClient client) throws Exception {
        var stored = client.core.records().tokens().read(client.server().tokenKey());
        var record = stored.value();
        var token = record.token();
        var old = new Token(
                token.accessToken(),
                token.tokenType(),
                token.refreshToken(),
                token.issuedAt().minusSeconds(600),
                token.expiresAt(),
                token.scope(),
                token.idToken());
        var aged = new TokenRecord(
                record.key(),
                old,
                record.issuer(),
                record.clientId(),
                record.resource(),
                record.tokenEndpoint(),
                record.revocationEndpoint(),
                record.createdAt(),
                record.clientAuth(),
                null,
                RefreshRefusal.NONE);
        assertThat(client.core.records().tokens().replace(aged, stored.version()))
                .isTrue();
    }

    private TestClient client(FakeProtectedResource api, MovableClock clock) throws Exception {
        return new TestClient(
                directory,
                clock,
                Map.of(
                        "server.api.url",
                        api.resource(),
                        "login",
                        "auto",
                        "login.wait",
                        "20s",
                        "browser.command",
                        JAVA + " -cp " + System.getProperty("java.class.path") + " "
                                + FollowingBrowser.class.getName()));
    }

    /** Logs in and ends at once. */
    static final class ProgramThatLogsIn {
        public static void main(String[] args) throws Exception {
            TestClient client = new TestClient(
                    Path.of(args[0]),
                    new MovableClock(),
                    Map.of(
                            "server.api.url",
                            args[1],
                            "login",
                            "auto",
                            "login.wait",
                            "30s",
                            "browser.command",
                            args[2]));
            System.out.println("status " + client.get(args[1]).status());
        }
    }

    /** A browser that takes its time between the redirect and the page it leads to. */
    static final class SlowBrowser {
        public static void main(String[] args) throws Exception {
            HttpClient http = HttpClient.newHttpClient();
            URI uri = URI.create(args[1]);
            for (int hop = 0; hop < 3; hop++) {
                if (hop == 2) {
                    TimeUnit.MILLISECONDS.sleep(1000);
                }
                HttpResponse<String> response =
                        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                Files.writeString(Path.of(args[0]), response.statusCode() + " " + response.body());
                uri = uri.resolve(response.headers().firstValue("Location").orElse(""));
            }
        }
    }

    @Test
    void the_page_after_a_login_is_served_even_if_the_program_ends() throws Exception {
        Path page = directory.resolve("page");
        try (FakeAuthorizationServer as = FakeAuthorizationServer.builder().start();
                FakeProtectedResource api = FakeProtectedResource.start(as);
                ForkedJvm program = ForkedJvm.start(
                        ProgramThatLogsIn.class,
                        directory.toString(),
                        api.resource(),
                        JAVA + " -cp " + System.getProperty("java.class.path") + " " + SlowBrowser.class.getName() + " "
                                + page)) {
            assertThat(program.awaitLine(Duration.ofSeconds(30))).isEqualTo("status 200");
            assertThat(program.awaitEnd(Duration.ofSeconds(30))).isZero();
            await(() -> contains(page, "You are logged in"));
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition holds in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
