package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.StoreCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the client asks of a store. Each call is a round trip where the store is a database. Before a name was computed
 * without reading, a refresh in a running process took 1 lease, 6 reads and 1 write.
 */
class StoreCallsTest extends LibraryTest {

    private final RecordingStore store = new RecordingStore(clock);

    StoreCallsTest() throws TokenStoreException {}

    /** How often each call was made since the last time. */
    private Map<String, Integer> calls() {
        Map<String, Integer> counts = new TreeMap<>();
        store.calls().forEach(call -> counts.merge(call.startsWith("lease") ? "lease" : call, 1, Integer::sum));
        return counts;
    }

    @Test
    void a_request_with_a_token_takes_none() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        store.calls();

        for (int i = 0; i < 100; i++) {
            assertThat(client.authorization("GET", server()).isNone()).isFalse();
        }
        // Once a second one looks, beside the requests, whether another process has changed the login.
        assertThat(store.calls()).allMatch(call -> call.equals("read")).hasSizeLessThan(100);
    }

    @Test
    void a_refresh_in_a_running_process_takes_one_lease_two_reads_and_one_write() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        clock.forward(Duration.ofHours(2));
        calls();

        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(calls()).isEqualTo(Map.of("lease", 1, "read", 2, "reserve", 1, "replace", 1));
    }

    @Test
    void a_cold_process_takes_no_more() throws Exception {
        open(program().store(store)).login(server());
        clock.forward(Duration.ofHours(2));
        Safeconduct cold = open(program().store(store));
        calls();

        assertThat(cold.authorization("GET", server()).isNone()).isFalse();
        assertThat(calls()).isEqualTo(Map.of("lease", 1, "read", 2, "reserve", 1, "replace", 1));
    }

    @Test
    void a_registered_client_with_a_secret_is_read_once_in_a_process() throws Exception {
        as.registrationAuthMethod("client_secret_basic");
        Safeconduct client = open(program().store(store));
        client.login(server());
        clock.forward(Duration.ofHours(2));
        calls();
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(calls()).as("the first").isEqualTo(Map.of("lease", 1, "read", 3, "reserve", 1, "replace", 1));

        clock.forward(Duration.ofHours(2));
        calls();
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(calls()).as("the second").isEqualTo(Map.of("lease", 1, "read", 2, "reserve", 1, "replace", 1));
    }

    @Test
    void a_refusal_takes_one_read_more() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        as.endGrants();
        clock.forward(Duration.ofHours(2));
        calls();

        assertThat(client.authorization("GET", server()).isNone()).isTrue();
        assertThat(calls()).isEqualTo(Map.of("lease", 1, "read", 3, "reserve", 1, "replace", 1));
    }

    @Test
    void a_login_a_status_and_a_logout_take_so_many() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        // Two of the reads are for the login before it, which nothing but its own document moves (THREATS 81).
        assertThat(calls()).as("login").isEqualTo(Map.of("lease", 2, "read", 6, "replace", 3));

        assertThat(client.status().servers()).hasSize(1);
        assertThat(calls()).as("status").isEqualTo(Map.of("read", 1));

        client.logout(server());
        // One of the reads is for the client of logins by a code, which has a place of its own.
        assertThat(calls()).as("logout").isEqualTo(Map.of("lease", 1, "list", 1, "read", 8, "remove", 3));
    }

    /** As a store of another author may. */
    @Test
    void a_store_that_replaces_nothing_is_not_asked_for_ever_and_the_token_is_used() throws Exception {
        Safeconduct client = open(program().store(store));
        client.login(server());
        clock.forward(Duration.ofHours(2));
        store.breakDown();
        store.calls();

        assertThat(client.authorization("GET", server()).isNone()).isFalse();
        assertThat(calls().get("replace")).isLessThan(100);
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    /** The first login registers the client, so the second is like all that follow. */
    @Test
    void what_is_counted_on_each_store_is_what_the_client_asks_for() throws Exception {
        Safeconduct client = open(program().store(store));
        Session user = client.session("user:ann");
        logIn(user);
        store.calls();
        logIn(client.session("user:bob")); // within the minute in which what was given up is looked for once
        assertThat(store.calls()).isEqualTo(StoreCalls.LOGIN.methods());

        assertThat(user.authorization("GET", server()).isNone()).isFalse();
        clock.forward(Duration.ofHours(2));
        store.calls();
        assertThat(user.authorization("GET", server()).isNone()).isFalse();
        assertThat(store.calls()).isEqualTo(StoreCalls.REFRESH.methods());

        assertThat(user.status().servers()).hasSize(1);
        assertThat(store.calls()).isEqualTo(StoreCalls.STATUS.methods());

        user.logout(server());
        assertThat(store.calls()).as("a logout looks at no other user's login").doesNotContain("list");

        assertThat(StoreCalls.REQUEST.methods()).isEmpty(); // the first test
    }

    private void logIn(Session user) throws Exception {
        PendingAuthorization request = user.beginAuthorization(server(), URI.create("http://127.0.0.1:1/app/callback"));
        HttpResponse<Void> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(request.uri()).build(), BodyHandlers.discarding());
        URI redirected = URI.create(response.headers().firstValue("Location").orElseThrow());
        user.completeAuthorization(redirected, request.browserBinding());
    }

    @Test
    void the_page_of_the_stores_says_how_often_the_client_calls() throws Exception {
        assertThat(Files.readString(Path.of("../docs/stores.md")))
                .contains("| calls of `TokenStore` | " + column(StoreCalls.REQUEST) + " | " + column(StoreCalls.STATUS)
                        + " | " + column(StoreCalls.REFRESH) + " | " + column(StoreCalls.LOGIN) + " |\n");
    }

    private static String column(StoreCalls calls) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        calls.methods().forEach(method -> counts.merge(method, 1, Integer::sum));
        String each = counts.entrySet().stream()
                .map(count -> count.getValue() + " `" + count.getKey() + "`")
                .collect(Collectors.joining(", "));
        return each.isEmpty() ? "0" : each;
    }
}
