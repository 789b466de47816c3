package dev.safeconduct.clients.jetty12;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Jetty12ResendTest {

    private static final String URL = "http://127.0.0.1:1/mcp";

    private final HttpClient client = new HttpClient();

    @BeforeEach
    void start() throws Exception {
        client.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
    }

    /** Of a server that is configured and that no decision can be had on. */
    private Jetty12Exchange hop() {
        HttpRequest request = (HttpRequest) client.newRequest(URL);
        HttpDestination destination = (HttpDestination) client.resolveDestination(request);
        HttpExchange exchange = new HttpExchange(destination, request);
        boolean isHeld = Jetty12Exchange.isHeld(destination, exchange, (scheme, host, port, path) -> timeout -> {
            throw new IllegalStateException();
        });
        assertThat(isHeld).isFalse();
        return Objects.requireNonNull(Jetty12Exchange.of(request));
    }

    @Test
    void t53_what_is_decided_while_it_is_asked_for_leads_to_no_resend() throws Exception {
        Jetty12Exchange hop = hop();
        CompletableFuture<Boolean> decided = new CompletableFuture<>() {
            @Override
            public boolean isDone() {
                boolean before = super.isDone();
                complete(false);
                return before;
            }
        };
        CountDownLatch handedOn = new CountDownLatch(1);
        new Jetty12Resend(hop).when(decided, handedOn::countDown);
        assertThat(handedOn.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(hop.exchange.getConversation().getExchanges()).containsExactly(hop.exchange);
    }
}
