package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.FollowingBrowser.Visit;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses to a login that are not what they seem, over the wire. */
class LoginThreatsTest extends CommandLineTest {

    /**
     * The mix-up: a foreign authorization server, the one of this API, sends people to log in at the honest one, to be
     * brought the code that the honest one issues. Where neither says who it is, as in the last row, nothing can be
     * seen.
     */
    @ParameterizedTest
    @CsvSource({
        "true,  none,    code,  false",
        "true,  honest,  code,  false",
        "false, honest,  code,  false",
        "true,  foreign, code,  true",
        "false, none,    code,  true",
        "true,  none,    error, false",
        "true,  honest,  error, false",
        "false, honest,  error, false",
        "true,  foreign, error, true",
        "false, none,    error, true",
    })
    void t34_code_of_another_issuer_goes_nowhere(boolean advertised, String iss, String answer, boolean taken)
            throws Exception {
        try (FakeAuthorizationServer foreign =
                FakeAuthorizationServer.builder().clock(cli.clock).start()) {
            api.authorizationServer(foreign);
            foreign.metadata(metadata -> {
                metadata.put("authorization_endpoint", as.issuer() + "/authorize");
                metadata.put("authorization_response_iss_parameter_supported", advertised);
            });
            as.on("/authorize", request -> {
                String issuer = iss.equals("honest") ? as.issuer() : iss.equals("foreign") ? foreign.issuer() : null;
                String response = answer.equals("code")
                        ? "code=the-code"
                        : "error=access_denied&error_description=call+0900-EVIL";
                return redirect(request, response + (issuer == null ? "" : "&iss=" + encode(issuer)));
            });

            Cli.Running login = cli.start("login", url, "--no-browser");
            Visit visit = FollowingBrowser.open(login.address());
            Cli.Result result = login.end();

            assertThat(result.code()).isEqualTo(ExitCode.LOGIN_FAILED);
            assertThat(visit.body()).contains("The login did not work");
            assertThat(foreign.requestsTo("/token")).hasSize(taken && answer.equals("code") ? 1 : 0);
            if (taken && answer.equals("error")) {
                assertThat(result.err()).contains("access_denied", "It says: \"call 0900-EVIL\"");
                assertThat(visit.body()).contains("0900-EVIL");
            } else {
                assertThat(result.err() + visit.body()).doesNotContain("0900-EVIL");
            }
            assertThat(result.err().contains("It was discarded")).isNotEqualTo(taken);
        }
    }

    private static Reply redirect(RecordedRequest request, String response) {
        return Reply.redirect(
                302,
                request.parameter("redirect_uri") + "?" + response + "&state=" + encode(request.parameter("state")));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void t38_duplicates_are_one_token_request() throws Exception {
        CountDownLatch duplicatesAnswered = new CountDownLatch(1);
        as.on("/token", request -> {
            await(duplicatesAnswered);
            return null;
        });
        Cli.Running login = cli.start("login", url, "--no-browser");
        HttpClient browser = HttpClient.newHttpClient();
        URI redirect = URI.create(location(get(browser, login.address())));
        assertThat(get(browser, redirect.resolve("/favicon.ico")).statusCode()).isEqualTo(404);

        Set<String> pages = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            pages.add(location(get(browser, redirect)));
        }
        assertThat(pages).hasSize(1);
        duplicatesAnswered.countDown();
        String page = get(browser, redirect.resolve(pages.iterator().next())).body();

        assertThat(login.end().code()).isZero();
        assertThat(page).contains("You are logged in");
        assertThat(as.requestsTo("/token")).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> get(HttpClient browser, URI uri) throws Exception {
        return browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
