package dev.safeconduct.client.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.login.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.login.LoopbackReceiver.Registration;
import dev.safeconduct.client.internal.login.RawClient.Reply;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoopbackReceiverTest {

    private static final String STATE = "the-right-state-000000000000000000000000000";
    private static final String SERVER = "https://mcp.example/mcp";
    private static final URI ANY_PORT = URI.create("http://127.0.0.1:0/callback");

    private final RecordingLog log = new RecordingLog();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** Tests that do not fetch the page do not wait for it. */
    private LoopbackReceiver receiver = receiver(limits(Limits.DEFAULT.headTimeout(), Duration.ofMillis(20)));

    @AfterEach
    void close() {
        receiver.close();
        assertThat(log.lines).isEmpty();
    }

    private LoopbackReceiver receiver(Limits limits) {
        return new LoopbackReceiver(
                task -> {
                    Thread thread = new Thread(task);
                    threads.add(thread);
                    return thread;
                },
                log,
                limits);
    }

    private void use(Limits limits) {
        receiver.close();
        receiver = receiver(limits);
    }

    private Registration login() throws OAuthException {
        return login(ANY_PORT);
    }

    private Registration login(URI... candidates) throws OAuthException {
        return receiver.await(List.of(candidates), STATE, SERVER, "ada@example.org");
    }

    private static Map<String, String> response(Registration login) throws Exception {
        return login.response().get(5, TimeUnit.SECONDS);
    }

    private static void succeeds(Registration login) throws Exception {
        assertThat(RawClient.get(login.redirectUri(), "code=c&state=" + STATE).status())
                .isEqualTo(302);
        assertThat(response(login)).containsEntry("code", "c");
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static boolean listens(URI uri) {
        try (Socket socket = RawClient.connect(uri)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void handsOverTheWholeResponseDecoded() throws Exception {
        try (Registration login = login()) {
            RawClient.get(
                    login.redirectUri(),
                    "error=access_denied&error_description=n%C3%B6+%26&iss=https%3A%2F%2Fas&state=" + STATE);
            assertThat(response(login))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "error",
                            "access_denied",
                            "error_description",
                            "nö &",
                            "iss",
                            "https://as",
                            "state",
                            STATE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=evil&state=wrong",
                "code=evil&state=the-right-state-00000000000000000000000000",
                "code=evil&state=the-right-state-0000000000000000000000000000",
                "code=evil",
                "code=evil&state=",
                "error=access_denied&error_description=x",
                "",
                "code=evil&state=" + STATE + "&state=" + STATE,
                "code=evil&code=evil2&state=" + STATE,
                "code=evil&c%6Fde=evil2&state=" + STATE,
                "code=%zz&state=" + STATE,
                "code=%ff&state=" + STATE
            })
    void t33_wrongStateIsRefusedAndTheLoginGoesOn(String query) throws Exception {
        try (Registration login = login()) {
            Reply refused = RawClient.get(login.redirectUri(), query);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).doesNotContain("evil");
            assertThat(login.response()).isNotDone();
            succeeds(login);
        }
    }

    @Test
    void t33_stateIsOfOneUseAndTheFirstResponseWins() throws Exception {
        try (Registration login = login()) {
            succeeds(login);
            Reply again = RawClient.get(login.redirectUri(), "code=evil&state=" + STATE);
            assertThat(again.status()).isEqualTo(302);
            assertThat(response(login)).containsEntry("code", "c");
        }
    }

    @Test
    void t33_responseComesOnceWhenManyRace() throws Exception {
        try (Registration login = login()) {
            List<CompletableFuture<Integer>> racers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String query = "code=c" + i + "&state=" + STATE;
                racers.add(CompletableFuture.supplyAsync(() -> statusOf(login, query)));
            }
            for (CompletableFuture<Integer> racer : racers) {
                assertThat(racer.get(10, TimeUnit.SECONDS)).isEqualTo(302);
            }
            assertThat(response(login).get("code")).matches("c[0-7]");
        }
    }

    private static int statusOf(Registration login, String query) {
        try {
            return RawClient.get(login.redirectUri(), query).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void t33_loginsOnOnePortAreToldApartByState() throws Exception {
        try (Registration first = login();
                Registration second = receiver.await(List.of(ANY_PORT), "other-state", SERVER, null)) {
            assertThat(second.redirectUri()).isEqualTo(first.redirectUri());
            RawClient.get(second.redirectUri(), "code=two&state=other-state");
            assertThat(response(second)).containsEntry("code", "two");
            assertThat(first.response()).isNotDone();
            succeeds(first);
            assertThatThrownBy(() -> login()).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example:%d", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.:%d", "localhost:%d", "[::1]:%d", ""})
    void t35_foreignHostIsMisdirected(String host) throws Exception {
        try (Registration login = login()) {
            URI uri = login.redirectUri();
            String field = "Host: " + host.replace("%d", "" + uri.getPort());
            String target = "/callback?code=evil&state=" + STATE;
            assertThat(RawClient.send(uri, "GET", target, field).status()).isEqualTo(421);
            assertThat(RawClient.send(uri, "GET", target, "Host: " + uri.getRawAuthority(), field)
                            .status())
                    .as("two hosts")
                    .isEqualTo(421);
            assertThat(RawClient.send(uri, "GET", target, "X: y").status()).isEqualTo(421);
            assertThat(login.response()).isNotDone();
            succeeds(login);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "LocalHost"})
    void t35_localhostGoesByItsThreeNames(String host) throws Exception {
        try (Registration login = login(URI.create("http://localhost:0/callback"))) {
            URI uri = login.redirectUri();
            String field = "Host: " + host + ":" + uri.getPort();
            assertThat(RawClient.send(uri, "GET", "/callback?code=c&state=" + STATE, field)
                            .status())
                    .isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Dest: image",
                "Sec-Fetch-Dest: iframe",
                "Sec-Fetch-Dest: empty",
                "Sec-Fetch-Dest: script",
                "Sec-Fetch-Dest: document\r\nSec-Fetch-Dest: image",
                "Sec-Fetch-Dest: document\r\nSec-Purpose: prefetch",
                "Sec-Fetch-Dest: document\r\nSec-Purpose: prefetch;prerender",
                "Purpose: prefetch",
                "X-Moz: prefetch"
            })
    void t36_whatIsNotANavigationIsIgnored(String fields) throws Exception {
        try (Registration login = login()) {
            URI uri = login.redirectUri();
            Reply reply = RawClient.send(
                    uri, "GET", "/callback?code=evil&state=" + STATE, "Host: " + uri.getRawAuthority(), fields);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(login.response()).isNotDone();
            succeeds(login);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "CONNECT", "TRACE"})
    void t36_onlyGetIsTakenAndNoOtherOriginIsLetIn(String method) throws Exception {
        try (Registration login = login()) {
            URI uri = login.redirectUri();
            Reply reply = RawClient.send(
                    uri,
                    method,
                    "/callback?code=evil&state=" + STATE,
                    "Host: " + uri.getRawAuthority(),
                    "Origin: https://evil.example",
                    "Access-Control-Request-Private-Network: true");
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.field("Allow")).contains("GET");
            assertThat(reply.text()).doesNotContainIgnoringCase("Access-Control");
            assertThat(login.response()).isNotDone();
            succeeds(login);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /callback?x"})
    void t37_idleConnectionsDoNotKeepTheBrowserOut(String beginning) throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (Registration login = login()) {
            for (int i = 0; i < 100; i++) {
                Socket socket = RawClient.connect(login.redirectUri());
                idle.add(socket);
                socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            }
            long start = System.nanoTime();
            succeeds(login);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(threads.stream().filter(Thread::isAlive).count()).isLessThanOrEqualTo(64 + 4);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void t37_headMustBeThereInTimeHoweverItTrickles() throws Exception {
        use(limits(Duration.ofMillis(300), Duration.ofMillis(20)));
        try (Registration login = login();
                Socket slow = RawClient.connect(login.redirectUri())) {
            slow.setSoTimeout(20);
            long start = System.nanoTime();
            assertThat(trickle(slow)).as("connection ended").isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            succeeds(login);
        }
    }

    /** A byte every 20 ms, until the other side ends the connection. */
    private static boolean trickle(Socket slow) throws IOException {
        for (int i = 0; i < 250; i++) {
            try {
                slow.getOutputStream().write('G');
                if (slow.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                assertThat(slow.isClosed()).isFalse();
            } catch (SocketException e) {
                return true;
            }
        }
        return false;
    }

    @Test
    void t37_headIsBounded() throws Exception {
        try (Registration login = login()) {
            Reply reply = RawClient.exchange(
                    login.redirectUri(), "GET /callback HTTP/1.1\r\nX: " + "a".repeat(16 * 1024) + "\r\n\r\n");
            assertThat(reply.status()).isEqualTo(431);
            succeeds(login);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://127.0.0.1/callback HTTP/1.1\r\n\r\n",
                "GET /callback\r\n\r\n",
                "GET /callback HTTP/2.0\r\n\r\n",
                "GET  /callback HTTP/1.1\r\n\r\n",
                "GET /callback HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET /callback HTTP/1.1\r\n folded\r\n\r\n",
                "GET /callback HTTP/1.1\r\nX: a\nHost: b\r\n\r\n",
                "\u0016\u0003\u0001\r\n\r\n"
            })
    void whatIsNotHttpIsABadRequest(String request) throws Exception {
        try (Registration login = login()) {
            assertThat(RawClient.exchange(login.redirectUri(), request).status())
                    .isEqualTo(400);
            succeeds(login);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/callbackevil",
                "/callback/",
                "//callback",
                "/Callback",
                "/call%62ack",
                "/callback/../callback",
                "/"
            })
    void t38_pathIsExact(String path) throws Exception {
        try (Registration login = login()) {
            String target = path + "?code=evil&state=" + STATE;
            assertThat(RawClient.navigate(login.redirectUri(), target).status()).isEqualTo(404);
            assertThat(login.response()).isNotDone();
        }
    }

    @Test
    void t38_faviconAndReloadsChangeNothing() throws Exception {
        try (Registration login = login()) {
            URI uri = login.redirectUri();
            assertThat(RawClient.send(
                                    uri,
                                    "GET",
                                    "/favicon.ico",
                                    "Host: " + uri.getRawAuthority(),
                                    "Sec-Fetch-Dest: image")
                            .status())
                    .isEqualTo(404);
            Reply first = RawClient.get(uri, "code=c&state=" + STATE);
            Reply reload = RawClient.get(uri, "code=c&state=" + STATE);
            assertThat(reload.field("Location")).isEqualTo(first.field("Location"));
            login.finish(Outcome.succeeded(null));
            login.finish(Outcome.failed("too late", "", null));
            String page = RawClient.navigate(uri, first.field("Location").orElseThrow())
                    .body();
            assertThat(page).contains("You are logged in", SERVER, "ada@example.org", "close this tab");
            assertThat(RawClient.navigate(uri, first.field("Location").orElseThrow())
                            .body())
                    .isEqualTo(page);
        }
    }

    @Test
    void theAccountOfTheTokenGoesBeforeTheOneThatWasAskedFor() throws Exception {
        try (Registration login = login()) {
            login.finish(Outcome.succeeded("grace@example.org"));
            Reply redirect = RawClient.get(login.redirectUri(), "code=c&state=" + STATE);
            assertThat(RawClient.navigate(
                                    login.redirectUri(),
                                    redirect.field("Location").orElseThrow())
                            .body())
                    .contains("grace@example.org")
                    .doesNotContain("ada@example.org");
        }
    }

    @Test
    void t39_errorTextOfTheServerIsInertAndMarkedAsTheirs() throws Exception {
        String attack =
                "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u001b[31m\u202Egnp" + "x".repeat(300);
        try (Registration login =
                receiver.await(List.of(ANY_PORT), STATE, SERVER + "/<b>\"", "<i>ada</i>\u0000\u009b")) {
            login.finish(Outcome.failed("The server refused <it>.", "Ask its operator.", attack));
            Reply redirect =
                    RawClient.get(login.redirectUri(), "error=x&error_description=%3Cscript%3E&state=" + STATE);
            String page = RawClient.navigate(
                            login.redirectUri(), redirect.field("Location").orElseThrow())
                    .body();
            assertThat(page)
                    .doesNotContain(
                            "<script", "<img", "<b>", "<i>", "\u001b", "\u202e", "\u0000", "\u009b", "x".repeat(250))
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;&#39;&amp;")
                    .contains("The server refused &lt;it&gt;.", "Ask its operator.", "in its own words");
            assertThat(page).doesNotContainPattern("<[^>]+ (src|href|style)=|url\\(|@import");
        }
    }

    @Test
    void t39_everyAnswerHasTheHeadersThatDisarmAPage() throws Exception {
        try (Registration login = login()) {
            URI uri = login.redirectUri();
            String host = "Host: " + uri.getRawAuthority();
            login.finish(Outcome.succeeded(null));
            List<Reply> replies = new ArrayList<>();
            replies.add(RawClient.exchange(uri, "nonsense\r\n\r\n"));
            replies.add(RawClient.exchange(uri, "GET /" + "a".repeat(17_000)));
            replies.add(RawClient.send(uri, "GET", "/callback", "Host: evil"));
            replies.add(RawClient.send(uri, "POST", "/callback", host));
            replies.add(RawClient.send(uri, "GET", "/favicon.ico", host));
            replies.add(RawClient.send(uri, "GET", "/callback", host, "Sec-Fetch-Dest: image"));
            replies.add(RawClient.get(uri, "state=wrong"));
            Reply redirect = RawClient.get(uri, "code=c&state=" + STATE);
            replies.add(redirect);
            replies.add(RawClient.navigate(uri, redirect.field("Location").orElseThrow()));
            assertThat(replies).extracting(Reply::status).containsExactly(400, 431, 421, 405, 404, 403, 400, 302, 200);
            assertThat(replies).allSatisfy(reply -> {
                assertThat(reply.field("Content-Security-Policy").orElseThrow())
                        .startsWith("default-src 'none'; style-src 'sha256-")
                        .doesNotContain("unsafe");
                assertThat(reply.fields())
                        .contains(
                                "X-Content-Type-Options: nosniff",
                                "Referrer-Policy: no-referrer",
                                "Cache-Control: no-store",
                                "X-Frame-Options: DENY",
                                "Connection: close");
            });
        }
    }

    @Test
    void t40_codeIsNotInTheFinalUrlNorOnItsPage() throws Exception {
        try (Registration login = login()) {
            Reply redirect = RawClient.get(login.redirectUri(), "code=secret-code&state=" + STATE);
            assertThat(redirect.status()).isEqualTo(302);
            String location = redirect.field("Location").orElseThrow();
            assertThat(location).matches("/callback/done/[A-Za-z0-9_-]{22}");
            login.finish(Outcome.succeeded(null));
            Reply page = RawClient.navigate(login.redirectUri(), location);
            assertThat(page.status()).isEqualTo(200);
            assertThat(redirect.text() + page.text()).doesNotContain("secret-code", STATE);
        }
    }

    @Test
    void t41_squatterIsNamedAtOnce() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, RedirectTarget.IPV4);
                ServerSocket two = new ServerSocket(0, 1, RedirectTarget.IPV4)) {
            URI first = URI.create("http://127.0.0.1:" + one.getLocalPort() + "/callback");
            URI second = URI.create("http://127.0.0.1:" + two.getLocalPort() + "/callback");
            long start = System.nanoTime();
            assertThatThrownBy(() -> login(first, second))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContainingAll("" + first.getPort(), "" + second.getPort(), "safeconduct.callback.port");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            try (Registration login = login(first, second, ANY_PORT)) {
                succeeds(login);
            }
        }
    }

    @Test
    void t41_squatterOnOneOfTheTwoStacksOfLocalhostTakesThePort() throws Exception {
        for (InetAddress stack : List.of(RedirectTarget.IPV4, RedirectTarget.IPV6)) {
            try (ServerSocket squatter = new ServerSocket(0, 1, stack)) {
                URI uri = URI.create("http://localhost:" + squatter.getLocalPort() + "/callback");
                assertThatThrownBy(() -> login(uri))
                        .isInstanceOf(OAuthException.class)
                        .hasMessageContaining("" + uri.getPort());
                String other = stack.equals(RedirectTarget.IPV4) ? "[::1]" : "127.0.0.1";
                assertThat(listens(URI.create("http://" + other + ":" + uri.getPort())))
                        .as("the other stack is let go")
                        .isFalse();
            }
        }
    }

    @Test
    void t41_localhostIsServedOnBothStacks() throws Exception {
        try (Registration login = login(URI.create("http://localhost:0/callback"))) {
            URI uri = login.redirectUri();
            for (String host : List.of("127.0.0.1", "[::1]")) {
                URI stack = URI.create("http://" + host + ":" + uri.getPort() + "/callback");
                assertThat(RawClient.get(stack, "code=c&state=" + STATE).status())
                        .isEqualTo(302);
            }
        }
    }

    @Test
    void t41_nobodyElseReachesTheListener() throws Exception {
        try (Registration login = login()) {
            List<InetAddress> others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .toList();
            for (InetAddress address : others) {
                assertThatThrownBy(() -> new Socket(address, login.redirectUri().getPort()).close())
                        .isInstanceOf(IOException.class);
            }
            assertThat(listens(URI.create("http://[::1]:" + login.redirectUri().getPort())))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://0.0.0.0:0/callback",
                "http://[::]:0/callback",
                "http://127.0.0.2:0/callback",
                "http://192.0.2.1:0/callback",
                "http://localhost.evil.example:0/callback",
                "https://127.0.0.1:0/callback",
                "http://user@127.0.0.1:0/callback",
                "http://127.0.0.1:0/callback?a=b",
                "http://127.0.0.1:0/callback#a",
                "http://127.0.0.1:70000/callback",
                "http://127.0.0.1/callback",
                "urn:callback"
            })
    void t41_onlyLoopbackIsTaken(String uri) {
        assertThatThrownBy(() -> login(ANY_PORT, URI.create(uri)))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.callback.");
        assertThat(threads).isEmpty();
    }

    @Test
    void pageWaitsForTheOutcome() throws Exception {
        try (Registration login = login()) {
            String location = RawClient.get(login.redirectUri(), "code=c&state=" + STATE)
                    .field("Location")
                    .orElseThrow();
            try (Socket browser = RawClient.connect(login.redirectUri())) {
                String host = login.redirectUri().getRawAuthority();
                browser.getOutputStream()
                        .write(("GET " + location + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                browser.setSoTimeout(200);
                assertThatThrownBy(() -> browser.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                login.finish(Outcome.succeeded(null));
                browser.setSoTimeout(5_000);
                assertThat(new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("You are logged in");
            }
        }
    }

    @Test
    void pageDoesNotWaitForEver() throws Exception {
        use(new Limits(Duration.ofSeconds(2), 16 * 1024, 64, Duration.ofMillis(50), Duration.ZERO, System::nanoTime));
        try (Registration login = login()) {
            String location = RawClient.get(login.redirectUri(), "code=c&state=" + STATE)
                    .field("Location")
                    .orElseThrow();
            assertThat(RawClient.navigate(login.redirectUri(), location).body()).contains("not complete yet");
            login.finish(Outcome.succeeded(null));
            assertThat(RawClient.navigate(login.redirectUri(), location).body()).contains("You are logged in");
        }
    }

    @Test
    void pageIsServedAfterTheLastLoginWasClosedThenThePortIsFree() throws Exception {
        use(limits(Limits.DEFAULT.headTimeout(), Duration.ofSeconds(1)));
        Registration login = login();
        String location = RawClient.get(login.redirectUri(), "code=c&state=" + STATE)
                .field("Location")
                .orElseThrow();
        login.finish(Outcome.succeeded(null));
        login.close();
        assertThat(RawClient.navigate(login.redirectUri(), location).body()).contains("You are logged in");
        until(() -> !listens(login.redirectUri()));
        until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void pageTellsThatTheProgramGaveUp() throws Exception {
        use(Limits.DEFAULT);
        Registration login = login();
        Reply redirect = RawClient.get(login.redirectUri(), "code=c&state=" + STATE);
        login.close();
        assertThat(RawClient.navigate(
                                login.redirectUri(), redirect.field("Location").orElseThrow())
                        .body())
                .contains("The login did not work", "log in again");
    }

    @Test
    void closingTheReceiverWaitsUntilThePageIsFetched() throws Exception {
        use(Limits.DEFAULT);
        Registration login = login();
        Reply redirect = RawClient.get(login.redirectUri(), "code=c&state=" + STATE);
        login.finish(Outcome.succeeded(null));
        Thread closing = new Thread(receiver::close);
        closing.start();
        until(() -> closing.getState() == Thread.State.TIMED_WAITING || !closing.isAlive());
        assertThat(RawClient.navigate(
                                login.redirectUri(), redirect.field("Location").orElseThrow())
                        .body())
                .contains("You are logged in");
        closing.join(2_000);
        assertThat(closing.isAlive()).isFalse();
        assertThat(listens(login.redirectUri())).isFalse();
        assertThatThrownBy(() -> login()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cancelledLoginGivesThePortBackAtOnce() throws Exception {
        Registration login = login();
        login.close();
        assertThat(login.response()).isCancelled();
        assertThatThrownBy(() -> RawClient.connect(login.redirectUri()).close()).isInstanceOf(ConnectException.class);
        assertThat(threads).allMatch(Thread::isDaemon);
        try (Registration next = login(login.redirectUri())) {
            assertThat(next.redirectUri()).isEqualTo(login.redirectUri());
            succeeds(next);
        }
    }

    @Test
    void portOfTheProcessIsSharedUntilItsLastLoginEnds() throws Exception {
        try (Registration first = login()) {
            Registration second = receiver.await(List.of(first.redirectUri()), "other-state", SERVER, null);
            second.close();
            succeeds(first);
        }
    }

    @Test
    void dependentsOfTheResponseMayBlock() throws Exception {
        try (Registration login = login()) {
            CompletableFuture<Void> never = new CompletableFuture<>();
            CompletableFuture<Void> blocked = login.response().thenAccept(response -> never.join());
            Reply redirect = RawClient.get(login.redirectUri(), "code=c&state=" + STATE);
            assertThat(redirect.status()).isEqualTo(302);
            never.complete(null);
            blocked.get(5, TimeUnit.SECONDS);
        }
    }

    private static Limits limits(Duration head, Duration linger) {
        return new Limits(head, 16 * 1024, 64, Limits.DEFAULT.pageWait(), linger, System::nanoTime);
    }
}
