package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.testkit.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a token that the server refuses before its stated end, alone and between processes. */
class RefusedTokenTest extends ClientTest {

    @Test
    void t53_a_token_adopted_from_another_process_and_refused_too_is_refreshed_in_the_same_request() throws Exception {
        TestClient one = client();
        TestClient other = client();
        one.get(api.resource());
        other.get(api.resource());
        as.endAccessTokens();
        assertThat(one.get(api.resource())).isEqualTo(new Outcome(200, 2));
        as.endAccessTokens(); // also the one that the first has just stored

        assertThat(other.get(api.resource()))
                .as("its own, the other's, a new one")
                .isEqualTo(new Outcome(200, 3));
        assertThat(as.refreshCount()).isEqualTo(2);
    }

    @Test
    void t53_two_processes_whose_tokens_are_always_refused_early_are_both_served() throws Exception {
        List<TestClient> both = List.of(client(), client());
        both.get(0).get(api.resource());
        for (int i = 0; i < 8; i++) {
            as.endAccessTokens();
            assertThat(both.get(i % 2).get(api.resource()).status())
                    .as("request " + i)
                    .isEqualTo(200);
        }
        assertThat(as.invalidGrantCount()).isZero();
    }

    @Test
    void t53_what_another_process_stores_after_a_refused_refresh_is_adopted_at_once() throws Exception {
        TestClient one = client("login", "never");
        client().get(api.resource());
        one.get(api.resource());
        api.always401(true);
        assertThat(one.get(api.resource())).isEqualTo(new Outcome(401, 2));
        api.always401(false);
        as.endAccessTokens();
        TestClient other = client();
        assertThat(other.get(api.resource()).status()).isEqualTo(200);

        clock.forward(Duration.ofSeconds(2)); // the store is believed for one
        assertThat(one.get(api.resource()).status()).as("within the minute").isEqualTo(200);
    }

    @Test
    void a_token_that_is_being_replaced_is_not_sent() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        as.endAccessTokens();
        api.forgetRequests();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        as.on("/token", request -> {
            asked.countDown();
            await(released);
            return null;
        });
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        all.add(CompletableFuture.supplyAsync(() -> get(client, "")));
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(client.source().current()).isNull();
        CompletableFuture<Authorization> waiting = client.source().obtain();
        assertThat(waiting).isNotDone();
        all.add(CompletableFuture.supplyAsync(() -> get(client, "/other")));
        released.countDown();

        assertThat(waiting.get(30, TimeUnit.SECONDS).isNone()).isFalse();
        assertThat(all.get(0).get(30, TimeUnit.SECONDS)).isEqualTo(new Outcome(200, 2));
        assertThat(all.get(1).get(30, TimeUnit.SECONDS)).isEqualTo(new Outcome(200, 1));
        assertThat(api.requestsTo("/other")).hasSize(1);
    }

    /** As by a logout, whose end may come before that of a refresh which was under way. */
    @Test
    void what_changed_while_a_token_was_refreshed_is_looked_for_in_the_store() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        as.endAccessTokens();
        as.on("/token", request -> {
            ((CachedToken) client.source()).forget();
            return null;
        });

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(client.source().current()).as("before the store is read").isNull();
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(client.source().current()).isNotNull();
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void who_waits_for_a_refresh_during_which_something_changed_has_what_is_in_the_store() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        as.endAccessTokens();
        List<CompletableFuture<Authorization>> waiting = new CopyOnWriteArrayList<>();
        as.on("/token", request -> {
            ((CachedToken) client.source()).forget();
            waiting.add(client.source().obtain());
            return null;
        });

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 2));
        assertThat(waiting).singleElement().satisfies(token -> assertThat(
                        token.get(30, TimeUnit.SECONDS).isNone())
                .as("what waited for the refresh goes out bare")
                .isFalse());
        assertThat(client.get(api.resource())).isEqualTo(new Outcome(200, 1));
        assertThat(client.source().current()).isNotNull();
        assertThat(as.refreshCount()).isEqualTo(1);
    }

    @Test
    void a_token_whose_replacement_fails_goes_on_being_sent() throws Exception {
        TestClient client = client("login", "never");
        client().get(api.resource());
        client.get(api.resource());
        Authorization before = client.source().current();
        api.always401(true);
        as.on("/token", request -> Reply.status(503));

        assertThat(client.get(api.resource())).isEqualTo(new Outcome(401, 1));
        assertThat(client.source().current()).isNotNull().isEqualTo(before);
    }

    @Test
    void a_machine_grant_without_a_documented_authorization_server_learns_from_the_challenge() throws Exception {
        as.client("service", "s3cret-canary-");
        api.metadataAt("/meta/of-this"); // named by the challenge alone
        TestClient client = client(
                "login", "never",
                "server.api.grant", "client_credentials",
                "server.api.client-id", "service",
                "server.api.client-secret", "s3cret-canary-");

        assertThat(client.get(api.resource())).as("bare first").isEqualTo(new Outcome(200, 2));
        assertThat(as.tokenRequests("client_credentials")).hasSize(1);
    }

    private Outcome get(TestClient client, String path) {
        try {
            return client.get(api.resource() + path);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
