package dev.safeconduct.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.Authorization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class NonBlockingExchangeTest {

    private static final Origin OURS = new Origin("https", "ours.test", 443);
    private static final Origin OTHER = new Origin("https", "other.test", 443);

    private CompletableFuture<Authorization> next = CompletableFuture.completedFuture(Authorization.bearer("token"));
    private CompletableFuture<Boolean> again = CompletableFuture.completedFuture(true);
    private int begun;
    private final List<Throwable> failures = new ArrayList<>();

    private final NonBlockingExchange exchange = new NonBlockingExchange(new Authorizer(), null, Duration.ofSeconds(1));

    @Test
    void nothing_is_begun_before_a_hop_to_a_configured_server() {
        assertThat(exchange.authorize(() -> hop(OTHER)).join().isNone()).isTrue();
        assertThat(exchange.received(401, field -> List.of(), () -> true)).isCompletedWithValue(false);
        assertThat(begun).isZero();
        assertThat(exchange.authorize(() -> hop(OURS))).isDone();
        assertThat(exchange.authorize(() -> hop(OURS))).isDone();
        assertThat(begun).isOne();
    }

    @Test
    void a_request_is_concerned_from_its_first_hop_to_a_configured_server_on() {
        assertThat(exchange.concerns(hop(OTHER))).isFalse();
        assertThat(exchange.concerns(hop(OURS))).isTrue();
        assertThat(begun).isZero();
        assertThat(exchange.authorize(() -> hop(OURS))).isDone();
        assertThat(exchange.concerns(hop(OTHER))).isTrue();
    }

    @Test
    void what_is_ready_is_there_at_once() {
        assertThat(exchange.authorize(() -> hop(OURS))).isCompletedWithValue(Authorization.bearer("token"));
        assertThat(exchange.received(401, field -> List.of(), () -> true)).isCompletedWithValue(true);
    }

    @Test
    void what_is_not_ready_is_not_waited_for() {
        next = new CompletableFuture<>();
        CompletableFuture<Authorization> decided = exchange.authorize(() -> hop(OURS));
        assertThat(decided).isNotDone();
        next.complete(Authorization.bearer("late"));
        assertThat(decided).isCompletedWithValue(Authorization.bearer("late"));
    }

    @Test
    void a_hop_that_is_being_written_gets_what_is_ready_or_nothing() {
        assertThat(exchange.authorizeNow(() -> hop(OURS))).isEqualTo(Authorization.bearer("token"));
        next = new CompletableFuture<>();
        assertThat(exchange.authorizeNow(() -> hop(OURS)).isNone()).isTrue();
        assertThat(next).isCancelled();
    }

    @Test
    void a_failure_leaves_the_request_as_it_is() {
        next = CompletableFuture.failedFuture(new IllegalStateException());
        assertThat(exchange.authorize(() -> hop(OURS)).join().isNone()).isTrue();
        again = CompletableFuture.failedFuture(new IllegalStateException());
        assertThat(exchange.received(401, field -> List.of(), () -> true)).isCompletedWithValue(false);
        assertThat(exchange.authorize(() -> {
                            throw new IllegalStateException("not a URL");
                        })
                        .join()
                        .isNone())
                .isTrue();
        assertThat(exchange.received(401, field -> List.of(), () -> {
                    throw new IllegalStateException("of the program's body");
                }))
                .isCompletedWithValue(false);
        // Not of what the client makes of a request that may go to any server.
        assertThat(failures).hasSize(3);
    }

    @Test
    void a_request_that_the_application_ends_waits_for_nothing() {
        next = new CompletableFuture<>();
        CompletableFuture<Authorization> decided = exchange.authorize(() -> hop(OURS));
        exchange.cancel();
        assertThat(next).isCancelled();
        assertThat(decided.join().isNone()).isTrue();
        assertThat(failures).isEmpty();
    }

    private final class Authorizer implements RequestAuthorizer {

        @Override
        public Destination destination(String scheme, String host, int port, String rawPath) {
            return host.equals(OURS.host()) ? NonBlockingExchangeTest.this::begin : null;
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    }

    private RequestExchange begin(Duration timeout) {
        begun++;
        return new RequestExchange() {
            @Override
            public CompletableFuture<Authorization> before(Destination destination, Hop hop) {
                return next;
            }

            @Override
            public CompletableFuture<Boolean> after(
                    int status, Function<String, List<String>> fields, boolean repeatable) {
                return again;
            }
        };
    }

    private static Hop hop(Origin target) {
        return new Hop("GET", target, "/", null, List.of(), false);
    }
}
