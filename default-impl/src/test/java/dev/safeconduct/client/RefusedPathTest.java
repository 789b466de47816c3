package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that refuses every token at one path, and takes them at the others. */
class RefusedPathTest extends LibraryTest {

    private static final int MINUTES = 3;

    @BeforeEach
    void refuseOnePath() {
        api.on("/admin", request -> Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void t93_a_path_that_always_refuses_does_not_lock_the_others_out(int processes) throws Exception {
        List<HttpClient> clients = clients(processes);
        for (int seconds = 0; seconds < MINUTES * 60; seconds += 15) {
            for (HttpClient client : clients) {
                assertThat(send(client, "")).as("after %s s", seconds).isEqualTo(200);
                assertThat(send(client, "/admin")).as("after %s s", seconds).isEqualTo(401);
                assertThat(send(client, "/other")).as("after %s s", seconds).isEqualTo(200);
            }
            clock.forward(Duration.ofSeconds(15));
        }
        assertThat(api.requestsTo("/other"))
                .as("never sent bare")
                .allMatch(request -> request.header("Authorization") != null);
    }

    /** Each process has to learn that a refresh is of no use; from then on the token's age tells all of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void t93_a_path_that_always_refuses_costs_one_refresh_a_minute(int processes) throws Exception {
        List<HttpClient> clients = clients(processes);
        as.forgetRequests();
        for (int seconds = 0; seconds < MINUTES * 60; seconds += 15) {
            for (HttpClient client : clients) {
                send(client, "");
                send(client, "/admin");
            }
            clock.forward(Duration.ofSeconds(15));
        }
        assertThat(as.requestsTo("/token")).hasSizeBetween(MINUTES, processes + MINUTES - 1);
    }

    /** Each over the store of all, and with the token of all. */
    private List<HttpClient> clients(int processes) throws Exception {
        List<HttpClient> clients = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            Safeconduct safeconduct = open(program());
            if (i == 0) {
                safeconduct.login(server());
            }
            HttpClient client = safeconduct.authorizedClient(HttpClient.newBuilder());
            assertThat(send(client, "")).isEqualTo(200);
            clients.add(client);
        }
        return clients;
    }

    private int send(HttpClient client, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(api.resource() + path)).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
