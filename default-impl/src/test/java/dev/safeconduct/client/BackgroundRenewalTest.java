package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.NoSettings;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that is still good while it is refreshed: by another process, which is not waited for. */
class BackgroundRenewalTest {

    private final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-01T00:00:00Z"));
    private FakeAuthorizationServer as;
    private FakeProtectedResource api;
    private RecordingStore store;
    private Safeconduct client;

    @BeforeEach
    void logIn(@TempDir Path directory) throws Exception {
        as = FakeAuthorizationServer.builder().clock(clock).start();
        api = FakeProtectedResource.start(as);
        store = new RecordingStore(clock);
        client = Safeconduct.builder()
                .server(api.resource())
                .configuration(NoSettings.in(directory))
                .store(store)
                .browser(LibraryTest.BROWSER)
                .clock(clock)
                .random(() -> 0)
                .build();
        client.login(server());
        assertThat(authorization().isNone()).isFalse();
        clock.forward(Duration.ofMinutes(54)); // of 60: the background begins after 55
        store.calls();
    }

    @AfterEach
    void close() {
        client.close();
        api.close();
        as.close();
    }

    private URI server() {
        return URI.create(api.resource());
    }

    private Authorization authorization() throws Exception {
        return client.authorization("GET", server());
    }

    /** Asks for a token until the store has seen so many calls that ask for a lease. */
    private List<String> callsUntilLease(Authorization known) throws Exception {
        List<String> calls = new ArrayList<>();
        while (calls.stream().noneMatch(call -> call.startsWith("lease"))) {
            assertThat(authorization()).isEqualTo(known);
            calls.addAll(store.calls());
        }
        return calls;
    }

    @Test
    void a_lease_that_another_has_is_not_waited_for_and_its_token_is_adopted() throws Exception {
        Authorization known = authorization();
        store.calls();
        String lease = leaseName();
        try (TokenStore.Lease another = store.lease(lease, Duration.ofSeconds(1))) {
            assertThat(another).isNotNull();
            store.calls();
            clock.forward(Duration.ofMinutes(1));
            assertThat(callsUntilLease(known)).endsWith("lease, no wait");
            for (int i = 0; i < 1_000; i++) {
                assertThat(authorization()).isEqualTo(known);
            }
            assertThat(store.calls()).as("at the same moment").isEmpty();
            clock.forward(Duration.ofSeconds(1));
            assertThat(callsUntilLease(known)).endsWith("lease, no wait");
        }
        assertThat(as.refreshCount()).isZero();
        assertThat(client.status().servers().get(0).error()).isNull();

        clock.forward(Duration.ofSeconds(1));
        while (authorization().equals(known)) {
            Thread.onSpinWait();
        }
        assertThat(as.refreshCount()).isOne();
    }

    /** The one that the refresh of the only login there is takes. */
    private String leaseName() throws Exception {
        List<String> names = store.list(Index.SERVER, api.resource());
        String name =
                names.stream().filter(any -> any.indexOf('-') == 32).findFirst().orElseThrow();
        return "sessions/" + name.substring(33);
    }

    @Test
    void in_its_last_seconds_a_token_is_sent_while_its_authorization_server_is_out() throws Exception {
        Authorization known = authorization();
        as.on("/token", request -> Reply.status(503));
        clock.forward(Duration.ofSeconds(340)); // 20 s are left, in which it counts as expired
        for (int i = 0; i < 5; i++) {
            assertThat(authorization()).isEqualTo(known);
        }
    }

    @Test
    void a_token_without_a_refresh_token_is_not_looked_after_in_its_last_minutes() throws Exception {
        as.refreshTokens(false);
        client.logout(server());
        client.login(server());
        clock.forward(Duration.ofMinutes(56));
        Authorization last = authorization();
        while (store.calls().isEmpty()) {
            assertThat(authorization()).isEqualTo(last);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(authorization()).isEqualTo(last);
        }
        assertThat(store.calls()).as("at the same moment").isEmpty();
    }
}
