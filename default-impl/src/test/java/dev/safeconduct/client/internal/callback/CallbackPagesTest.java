package dev.safeconduct.client.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.callback.LoopbackReceiver.Registration;
import dev.safeconduct.client.internal.callback.RawClient.Reply;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the person gets to see, and for how long. */
class CallbackPagesTest extends CallbackTest {

    @Test
    void the_account_of_the_token_goes_before_the_one_that_was_asked_for() throws Exception {
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
    void t39_error_text_of_the_server_is_inert_and_marked_as_theirs() throws Exception {
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
    void t39_every_answer_has_the_headers_that_disarm_a_page() throws Exception {
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
    void t40_code_is_not_in_the_final_url_nor_on_its_page() throws Exception {
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
    void page_waits_for_the_outcome() throws Exception {
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
    void page_does_not_wait_for_ever() throws Exception {
        use(new CallbackLimits(
                Duration.ofSeconds(2), 16 * 1024, 64, Duration.ofMillis(50), Duration.ZERO, System::nanoTime));
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
    void page_is_served_after_the_last_login_was_closed_then_the_port_is_free() throws Exception {
        use(limits(CallbackLimits.DEFAULT.headTimeout(), Duration.ofSeconds(1)));
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
    void page_tells_that_the_program_gave_up() throws Exception {
        use(CallbackLimits.DEFAULT);
        Registration login = login();
        Reply redirect = RawClient.get(login.redirectUri(), "code=c&state=" + STATE);
        login.close();
        assertThat(RawClient.navigate(
                                login.redirectUri(), redirect.field("Location").orElseThrow())
                        .body())
                .contains("The login did not work", "log in again");
    }

    @Test
    void closing_the_receiver_waits_until_the_page_is_fetched() throws Exception {
        use(CallbackLimits.DEFAULT);
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
}
