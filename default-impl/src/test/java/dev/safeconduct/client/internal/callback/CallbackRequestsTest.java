package dev.safeconduct.client.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Outcome;
import dev.safeconduct.client.internal.callback.LoopbackReceiver.Registration;
import dev.safeconduct.client.internal.callback.RawClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests to the callback are taken for the response, and which are not. */
class CallbackRequestsTest extends CallbackTest {

    @Test
    void hands_over_the_whole_response_decoded() throws Exception {
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
    void t33_wrong_state_is_refused_and_the_login_goes_on(String query) throws Exception {
        try (Registration login = login()) {
            Reply refused = RawClient.get(login.redirectUri(), query);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).doesNotContain("evil");
            assertThat(login.response()).isNotDone();
            succeeds(login);
        }
    }

    @Test
    void parameters_that_decide_nothing_may_be_malformed_or_come_twice() throws Exception {
        try (Registration login = login()) {
            RawClient.get(
                    login.redirectUri(),
                    "error=access_denied&error_description=quota+100%+used%ff&scope=a&scope=b&%zz=1&state=" + STATE);
            assertThat(response(login))
                    .containsEntry("error", "access_denied")
                    .containsEntry("error_description", "quota 100% used\ufffd")
                    .containsEntry("scope", "a");
        }
    }

    @Test
    void t33_state_is_of_one_use_and_the_first_response_wins() throws Exception {
        try (Registration login = login()) {
            succeeds(login);
            Reply again = RawClient.get(login.redirectUri(), "code=evil&state=" + STATE);
            assertThat(again.status()).isEqualTo(302);
            assertThat(response(login)).containsEntry("code", "c");
        }
    }

    @Test
    void t33_response_comes_once_when_many_race() throws Exception {
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
    void t33_logins_on_one_port_are_told_apart_by_state() throws Exception {
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
    void t35_foreign_host_is_misdirected(String host) throws Exception {
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
    void t35_localhost_goes_by_its_three_names(String host) throws Exception {
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
    void t36_what_is_not_a_navigation_is_ignored(String fields) throws Exception {
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
    void t36_only_get_is_taken_and_no_other_origin_is_let_in(String method) throws Exception {
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

    @Test
    void t37_head_is_bounded() throws Exception {
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
    void what_is_not_http_is_a_bad_request(String request) throws Exception {
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
    void t38_path_is_exact(String path) throws Exception {
        try (Registration login = login()) {
            String target = path + "?code=evil&state=" + STATE;
            assertThat(RawClient.navigate(login.redirectUri(), target).status()).isEqualTo(404);
            assertThat(login.response()).isNotDone();
        }
    }

    @Test
    void t38_favicon_and_reloads_change_nothing() throws Exception {
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
    void dependents_of_the_response_may_block() throws Exception {
        try (Registration login = login()) {
            CompletableFuture<Void> never = new CompletableFuture<>();
            CompletableFuture<Void> blocked = login.response().thenAccept(response -> never.join());
            Reply redirect = RawClient.get(login.redirectUri(), "code=c&state=" + STATE);
            assertThat(redirect.status()).isEqualTo(302);
            never.complete(null);
            blocked.get(5, TimeUnit.SECONDS);
        }
    }
}
