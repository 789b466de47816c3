package dev.safeconduct.client.internal.jdkclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** A body between a client that sends when it is asked to, and a subscriber that may come later, or not. */
class HeldBodyTest {

    private static final ResponseInfo INFO = new ResponseInfo() {
        @Override
        public int statusCode() {
            return 401;
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of(), (name, value) -> true);
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    };

    /** Has blocks of 1 KiB to give, and gives as many as it is asked for. */
    private static final class Sender implements Flow.Subscription {
        private final HeldBody<?> to;
        private final int blocks;
        private int sent;
        private boolean cancelled;

        Sender(HeldBody<?> to, int blocks) {
            this.to = to;
            this.blocks = blocks;
        }

        @Override
        public void request(long n) {
            for (long i = 0; i < n && sent < blocks && !cancelled; i++) {
                sent++;
                to.onNext(List.of(ByteBuffer.wrap(new byte[1024])));
                if (sent == blocks) {
                    to.onComplete();
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** Takes what it has asked for. */
    private static final class Receiver implements BodySubscriber<String> {
        private final List<String> signals = new ArrayList<>();
        private final CompletableFuture<String> body = new CompletableFuture<>();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<String> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription upstream) {
            subscription = upstream;
            signals.add("subscribed");
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            signals.add("next");
        }

        @Override
        public void onError(Throwable problem) {
            signals.add(problem.getClass().getSimpleName());
            body.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
            body.complete("whole");
        }
    }

    private static HeldBody<String> held() {
        return new HeldBody<>();
    }

    private static <T> CompletableFuture<T> body(HeldBody<T> held) {
        return held.getBody().toCompletableFuture();
    }

    @Test
    void a_short_body_is_read_at_once_and_handed_over_as_it_is_asked_for() {
        HeldBody<String> held = held();
        Sender sender = new Sender(held, 3);
        held.onSubscribe(sender);
        assertThat(sender.sent).isEqualTo(3);

        Receiver receiver = new Receiver();
        held.deliver(info -> receiver, INFO);
        assertThat(receiver.signals).containsExactly("subscribed");
        receiver.subscription.request(2);
        assertThat(receiver.signals).containsExactly("subscribed", "next", "next");
        receiver.subscription.request(1);
        assertThat(receiver.signals).containsExactly("subscribed", "next", "next", "next", "complete");
        assertThat(body(held)).isCompletedWithValue("whole");
    }

    @Test
    void of_a_long_body_no_more_is_kept_than_allowed_and_the_rest_comes_when_it_is_asked_for() {
        HeldBody<String> held = held();
        Sender sender = new Sender(held, 1000);
        held.onSubscribe(sender);
        assertThat(sender.sent).isEqualTo(16);

        Receiver receiver = new Receiver();
        held.deliver(info -> receiver, INFO);
        receiver.subscription.request(20);
        assertThat(receiver.signals.stream().filter("next"::equals)).hasSize(20);
        assertThat(sender.sent).isLessThanOrEqualTo(21);
        receiver.subscription.request(Long.MAX_VALUE);
        assertThat(receiver.signals).hasSize(1002).endsWith("next", "complete");
    }

    @Test
    void what_nobody_wants_is_thrown_away_and_cut_off_where_it_is_long() {
        HeldBody<String> shortOne = held();
        Sender little = new Sender(shortOne, 200); // some pages are as long
        shortOne.discard();
        shortOne.onSubscribe(little);
        assertThat(body(shortOne)).isCompletedWithValue(null);
        shortOne.cutOff();
        assertThat(little.cancelled).isFalse();

        HeldBody<String> longOne = held();
        Sender much = new Sender(longOne, 1000);
        longOne.onSubscribe(much);
        longOne.discard();
        assertThat(body(longOne)).isCompletedWithValue(null);
        assertThat(much.cancelled).isFalse(); // over HTTP/2 that would fail the response
        longOne.cutOff();
        assertThat(much.cancelled).isTrue();
        assertThat(much.sent).isLessThan(300);
    }

    @Test
    void it_is_decided_once() {
        HeldBody<String> held = held();
        held.onSubscribe(new Sender(held, 1));
        held.discard();
        held.deliver(
                info -> {
                    throw new AssertionError("nobody is to be asked");
                },
                INFO);
        assertThat(body(held)).isCompletedWithValue(null);
    }

    @Test
    void a_failure_reaches_the_application_after_what_came_before_it() {
        HeldBody<String> held = held();
        held.onSubscribe(new Sender(held, 1000));
        held.onError(new IOException("cut"));
        Receiver receiver = new Receiver();
        held.deliver(info -> receiver, INFO);
        receiver.subscription.request(Long.MAX_VALUE);
        assertThat(receiver.signals).hasSize(18).endsWith("next", "IOException");
        assertThat(body(held)).isCompletedExceptionally();
    }

    @Test
    void a_handler_that_fails_fails_the_response() {
        HeldBody<String> held = held();
        Sender sender = new Sender(held, 1000);
        held.onSubscribe(sender);
        BodyHandler<String> failing = info -> {
            throw new IllegalStateException("no");
        };
        held.deliver(failing, INFO);
        assertThatThrownBy(() -> body(held).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(sender.cancelled).isTrue();
    }

    @Test
    void the_jdks_own_handlers_get_every_byte() {
        HeldBody<String> held = held();
        held.onSubscribe(new Sender(held, 100));
        held.deliver(BodyHandlers.ofString(StandardCharsets.US_ASCII), INFO);
        assertThat(body(held).join()).hasSize(100 * 1024);
    }
}
