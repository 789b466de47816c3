package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.record.TokenRecords;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.spi.TokenStoreException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A refresh during which another process writes the record all the same. */
class LostLeaseTest extends ClientTest {

    private static final Duration EXPIRED = Duration.ofHours(2);

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private interface Meanwhile {
        void happen() throws Exception;
    }

    /** Has something happen after the refresh token has arrived at the server, and before the response. */
    private TestClient refreshed(Meanwhile meanwhile) throws Exception {
        clock.forward(EXPIRED);
        as.forgetRequests();
        AtomicReference<Meanwhile> first = new AtomicReference<>(meanwhile);
        as.on("/token", request -> {
            Meanwhile now = first.getAndSet(null);
            try {
                if (now != null) {
                    now.happen();
                }
            } catch (Exception | AssertionError e) {
                failure.set(e);
            }
            return null;
        });
        TestClient client = client("login", "never");
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(failure).hasNullValue();
        return client;
    }

    private static TokenRecord stored(TestClient client) throws TokenStoreException {
        return client.core.records().tokens().read(client.server().tokenKey()).value();
    }

    /** A user has deleted the lock file: to other processes the lease is free. */
    @Test
    void t48_whose_lease_is_lost_overwrites_nothing_newer() throws Exception {
        as.rotation(false);
        TestClient before = client();
        before.get(api.resource());
        AtomicReference<TokenRecord> newer = new AtomicReference<>();
        TestClient client = refreshed(() -> {
            Files.delete(directory.resolve(".lock"));
            try (ForkedClient other = ForkedClient.start(directory, EXPIRED, api.resource(), "login", "never")) {
                assertThat(other.awaitRequest()).first().isEqualTo("status 200");
            }
            newer.set(stored(before));
        });
        assertThat(as.refreshCount()).as("the lease was lost").isEqualTo(2);
        assertThat(stored(client)).isEqualTo(newer.get());
        assertThat(api.requests()).last().satisfies(request -> assertThat(request.header("Authorization"))
                .isEqualTo("Bearer " + newer.get().token().accessToken()));
    }

    /** Another process notes without a lease that the server takes the old token, or refuses it. */
    @Test
    void what_is_noted_on_the_old_token_meanwhile_loses_no_refresh() throws Exception {
        TestClient other = client();
        other.get(api.resource());
        TestClient client = refreshed(() -> {
            TokenRecords tokens = other.core.records().tokens();
            Versioned<TokenRecord> old = tokens.read(other.server().tokenKey());
            assertThat(tokens.replace(old.value().withTokenRefused(true), old.version()))
                    .isTrue();
        });
        assertThat(stored(client).tokenRefused()).isFalse();
        clock.forward(EXPIRED);
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(as.refreshCount()).isEqualTo(2);
        assertThat(as.reuseCount()).isZero();
    }
}
