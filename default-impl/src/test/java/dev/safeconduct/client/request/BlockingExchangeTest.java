package dev.safeconduct.client.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.Authorization;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingExchangeTest {

    private static final Origin OURS = new Origin("https", "ours.test", 443);
    private static final Origin OTHER = new Origin("https", "other.test", 443);

    /** Of the decisions: each hop, and each response. */
    private final List<Object> asked = new ArrayList<>();

    private CompletableFuture<Authorization> next = CompletableFuture.completedFuture(Authorization.bearer("token"));
    private CompletableFuture<Boolean> again = CompletableFuture.completedFuture(false);
    private boolean isCanceled;

    private final BlockingExchange exchange =
            new BlockingExchange(this::destination, OURS, Duration.ofSeconds(1), () -> {
                if (isCanceled) {
                    throw new IOException("as the client says it");
                }
            });

    @Test
    void a_hop_that_was_prepared_is_decided_once() throws IOException {
        exchange.prepare(() -> hop(OURS, false));
        assertThat(exchange.authorize(() -> hop(OURS, false))).isEqualTo(Authorization.bearer("token"));
        assertThat(asked).containsExactly(hop(OURS, false));
        exchange.authorize(() -> hop(OURS, false));
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_hop_that_has_changed_since_is_decided_as_it_goes_out() throws IOException {
        exchange.prepare(() -> hop(OURS, false));
        next = CompletableFuture.completedFuture(Authorization.none());
        assertThat(exchange.authorize(() -> hop(OURS, true)).isNone()).isTrue();
        assertThat(asked).containsExactly(hop(OURS, false), hop(OURS, true));
    }

    @Test
    void hops_elsewhere_are_decided_once_there_was_one_to_a_configured_server() throws IOException {
        assertThat(exchange.authorize(() -> hop(OTHER, false)).isNone()).isTrue();
        exchange.received(401, field -> List.of(), () -> true);
        assertThat(exchange.leadsToResend()).isFalse();
        assertThat(asked).isEmpty();
        exchange.authorize(() -> hop(OURS, false));
        exchange.authorize(() -> hop(OTHER, false));
        assertThat(asked).containsExactly(hop(OURS, false), hop(OTHER, false));
    }

    @Test
    void a_resend_is_told_once() throws IOException {
        exchange.authorize(() -> hop(OURS, false));
        again = CompletableFuture.completedFuture(true);
        exchange.received(401, field -> List.of(), () -> true);
        assertThat(exchange.leadsToResend()).isTrue();
        assertThat(exchange.leadsToResend()).isFalse();
        assertThat(asked).last().isEqualTo("401 true");
    }

    @Test
    void it_tells_whether_it_has_waited_until_the_next_hop_is_sent() throws IOException {
        exchange.prepare(() -> hop(OURS, false));
        assertThat(exchange.hasWaited()).isFalse();
        exchange.authorize(() -> hop(OURS, false));
        again = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, 50, java.util.concurrent.TimeUnit.MILLISECONDS);
        exchange.received(401, field -> List.of(), () -> true);
        assertThat(exchange.leadsToResend()).isTrue();
        exchange.prepare(() -> hop(OURS, false));
        assertThat(exchange.hasWaited()).isTrue();
        exchange.authorize(() -> hop(OURS, false));
        assertThat(exchange.hasWaited()).isFalse();
    }

    @Test
    void a_cancellation_ends_the_wait_as_the_client_says_it() {
        isCanceled = true;
        next = new CompletableFuture<>();
        assertThatThrownBy(() -> exchange.authorize(() -> hop(OURS, false))).hasMessage("as the client says it");
        assertThat(next).isCancelled();
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_not_lost() {
        next = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> exchange.prepare(() -> hop(OURS, false))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(next).isCancelled();
    }

    @Test
    void an_internal_error_leaves_the_request_as_it_is() throws IOException {
        exchange.prepare(() -> {
            throw new IllegalStateException("not a URL");
        });
        assertThat(exchange.authorize(() -> {
                            throw new IllegalStateException("not a URL");
                        })
                        .isNone())
                .isTrue();
        next = CompletableFuture.failedFuture(new IllegalStateException());
        assertThat(exchange.authorize(() -> hop(OURS, false)).isNone()).isTrue();
        exchange.received(401, field -> List.of(), () -> {
            throw new IllegalStateException("of the program's body");
        });
        assertThat(exchange.leadsToResend()).isFalse();
    }

    @Test
    void it_shows_nothing() {
        assertThat(exchange).hasToString("safeconduct");
    }

    private static Hop hop(Origin target, boolean isOccupied) {
        return new Hop("GET", target, "/", OURS, List.of(), isOccupied);
    }

    private Destination destination(String scheme, String host, int port, String path) {
        return host.equals(OURS.host()) ? timeout -> new Decisions() : null;
    }

    private final class Decisions implements RequestExchange {
        @Override
        public CompletableFuture<Authorization> before(Destination destination, Hop hop) {
            asked.add(hop);
            return next;
        }

        @Override
        public CompletableFuture<Boolean> after(int status, Function<String, List<String>> fields, boolean repeatable) {
            asked.add(status + " " + repeatable);
            return again;
        }
    }
}
