package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.login.LoginWay;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A login in a browser that is logged in already ({@code prompt=none}, OpenID Connect Core §3.1.2.1). */
class SilentLoginTest extends ClientTest {

    private static final SigningKey KEY = SigningKey.generate("RS256", "one");

    private TokenRecord logIn(TestClient client, Duration timeout, Consumer<LoginPrompt> person) throws Exception {
        return client.core
                .loginFlow()
                .startSilently(new LoginWay.Order(
                        client.core.access(client.server(), client.server().tokenKey()),
                        List.of(),
                        true,
                        timeout,
                        person::accept))
                .get(60, TimeUnit.SECONDS);
    }

    private TokenRecord logIn(TestClient client) throws Exception {
        return logIn(client, Duration.ofMinutes(1), SilentLoginTest::open);
    }

    private static void open(LoginPrompt prompt) {
        var unused = CompletableFuture.runAsync(() -> {
            try {
                FollowingBrowser.open(prompt.uri());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private List<String> prompts() {
        return as.requestsTo("/authorize").stream()
                .map(request -> String.valueOf(request.parameter("prompt")))
                .toList();
    }

    private RecordedRequest lastPage() {
        List<RecordedRequest> pages = as.requestsTo("/authorize");
        return pages.get(pages.size() - 1);
    }

    @Test
    void a_browser_that_is_logged_in_is_asked_nothing_and_for_no_more_than_is_needed() throws Exception {
        as.metadata(metadata -> metadata.put("scopes_supported", List.of("read", "offline_access")));
        api.metadata(metadata -> metadata.put("scopes_supported", List.of("read")));

        assertThat(logIn(client())).isNotNull();

        assertThat(prompts()).containsExactly("none");
        assertThat(lastPage().parameter("scope")).isEqualTo("read");
    }

    @Test
    void where_a_person_is_needed_the_login_goes_on_by_a_page_that_asks_them() throws Exception {
        as.loginPage(true);

        TokenRecord record = logIn(client(), Duration.ofMinutes(1), prompt -> {
            // The person, who is asked now, logs in.
            as.loginPage(prompt.uri().getQuery().contains("prompt=none"));
            open(prompt);
        });

        assertThat(record).isNotNull();
        assertThat(prompts()).containsExactly("none", "null");
        assertThat(as.requestsTo("/register")).hasSize(1);
    }

    @Test
    void a_page_that_does_not_come_back_is_followed_by_one_that_asks() throws Exception {
        TokenRecord record = logIn(client(), Duration.ofSeconds(10), prompt -> {
            if (!prompt.uri().getQuery().contains("prompt=none")) {
                open(prompt);
            }
        });

        assertThat(record).isNotNull();
        assertThat(prompts()).containsExactly("null");
    }

    @Test
    void an_id_token_that_is_still_worth_something_is_not_shown_to_the_browser_but_its_account_is() throws Exception {
        as.idTokens(KEY);
        TestClient client = client("server.api.scope", "openid");
        logIn(client);

        logIn(client);

        assertThat(lastPage().parameter("id_token_hint")).isNull();
        assertThat(lastPage().parameter("login_hint")).isEqualTo("person@example.test");
    }

    @Test
    void an_id_token_that_has_expired_says_who_is_meant() throws Exception {
        as.idTokens(KEY);
        TestClient client = client("server.api.scope", "openid");
        String idToken = logIn(client).token().idToken();
        clock.forward(Duration.ofHours(2));

        logIn(client);

        assertThat(lastPage().parameter("id_token_hint")).isEqualTo(idToken);
    }

    @Test
    void a_request_that_is_pushed_may_have_any_id_token() throws Exception {
        as.idTokens(KEY).pushedAuthorizationRequests(true);
        TestClient client = client("server.api.scope", "openid", "server.api.account", "me@example.test");
        String idToken = logIn(client).token().idToken();

        logIn(client);

        RecordedRequest pushed = as.requestsTo("/par").get(1);
        assertThat(pushed.parameter("id_token_hint")).isEqualTo(idToken);
        assertThat(pushed.parameter("login_hint")).isEqualTo("me@example.test");
        assertThat(lastPage().query()).containsOnlyKeys("client_id", "request_uri");
    }
}
