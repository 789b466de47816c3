package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RegisteredClient;
import dev.safeconduct.testkit.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that repeat in the text of an error what they were sent. */
class EchoedSecretsTest extends ClientTest {

    private static final String SECRET = "client/secret+of=mine";

    private final List<String> sent = new ArrayList<>();

    private Reply echo(RecordedRequest request) {
        StringBuilder text = new StringBuilder("rejected");
        for (String name : List.of("refresh_token", "code", "code_verifier", "client_secret", "api_key")) {
            note(request.parameter(name), text);
        }
        String header = request.header("Authorization");
        note(header == null ? null : header.substring("Basic ".length()), text);
        return Reply.json(
                400,
                Map.of("error", "invalid_request", "error_description", text.toString(), "error_uri", text.toString()));
    }

    private void note(@Nullable String secret, StringBuilder text) {
        if (secret != null) {
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            sent.addAll(List.of(secret, encoded, encoded.toLowerCase(Locale.ROOT)));
            text.append(" <").append(secret).append("> ").append(encoded).append(' ');
            text.append(encoded.toLowerCase(Locale.ROOT));
        }
    }

    private void assertShowsNothing(TestClient client) {
        assertThat(sent).isNotEmpty();
        List<String> shown = new ArrayList<>(client.log);
        for (Throwable cause =
                        client.core.configuredSessions().source(client.server()).failure();
                cause != null;
                cause = cause.getCause()) {
            shown.add(cause.toString());
            if (cause instanceof ErrorResponseException error) {
                shown.addAll(
                        List.of(error.error(), String.valueOf(error.description()), String.valueOf(error.errorUri())));
            }
        }
        assertThat(shown).noneMatch(line -> sent.stream().anyMatch(line::contains));
        assertThat(shown).anyMatch(line -> line.contains("It says: \"rejected <***> *** ***"));
    }

    @ParameterizedTest
    @CsvSource({"client_secret_post, authorization_code", "client_secret_basic, refresh_token"})
    void t77_what_was_sent_is_masked_in_the_text_of_the_server(String method, String grant) throws Exception {
        as.client(new RegisteredClient("service", SECRET, method, List.of(), Map.of()));
        TestClient client = client(
                "server.api.client-id",
                "service",
                "server.api.client-secret",
                SECRET,
                "server.api.client-auth",
                method,
                "server.api.token.api_key",
                "k3y of the gateway");
        if (grant.equals("refresh_token")) {
            assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
            clock.forward(Duration.ofHours(2));
        }
        as.grant(grant, this::echo);
        as.grant("authorization_code", this::echo); // a refused refresh leads to a login
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertShowsNothing(client);
    }
}
