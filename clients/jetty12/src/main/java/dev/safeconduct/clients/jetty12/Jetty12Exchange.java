package dev.safeconduct.clients.jetty12;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/**
 * One hop: an exchange with a server. It is put off until its token is there, which is written where the request goes out,
 * after all that the program adds, and taken off as soon as it has. Kept in the request, for its response.
 */
final class Jetty12Exchange implements ProtocolHandler {

    private static final String ATTRIBUTE = "safeconduct";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int FIRST_FINAL = 200;

    final HttpDestination destination;
    final HttpExchange exchange;
    final Jetty12Request ongoing;

    /** Fields of the program's that Jetty adds to. */
    final List<HttpField> own;

    private final long began;
    private final List<String> written = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean judged = new AtomicBoolean();

    /** Whether it carries what the program has added, so that the response is about no token of the session. */
    private volatile boolean isOccupied;

    private volatile Authorization authorization = Authorization.none();

    private Jetty12Exchange(HttpDestination destination, HttpExchange exchange, Jetty12Request ongoing) {
        this.destination = destination;
        this.exchange = exchange;
        this.ongoing = ongoing;
        this.own = Jetty12Resend.ofProgram(exchange.getRequest());
        this.began = System.nanoTime();
        this.isOccupied = Jetty12Hop.of(exchange.getRequest(), destination, ongoing.started)
                .isOccupied();
    }

    /** That of a request's last exchange; null if it has none. */
    static @Nullable Jetty12Exchange of(Request request) {
        return request.getAttributes().get(ATTRIBUTE) instanceof Jetty12Exchange known ? known : null;
    }

    /** Has an exchange wait for its token that is about to be sent; false if it can be sent now. */
    static boolean isHeld(HttpDestination destination, HttpExchange exchange, RequestAuthorizer authorizer) {
        Jetty12Exchange known = of(exchange.getRequest());
        if (known != null && known.exchange == exchange) {
            return false; // it has waited
        }
        Jetty12Request ongoing = Jetty12Request.of(exchange, authorizer);
        return ongoing != null && new Jetty12Exchange(destination, exchange, ongoing).isHeld();
    }

    private boolean isHeld() {
        HttpRequest request = exchange.getRequest();
        ongoing.begins(this);
        request.attribute(ATTRIBUTE, this);
        CompletableFuture<Authorization> decided =
                ongoing.decisions.authorize(() -> Jetty12Hop.of(request, destination, ongoing.started));
        listen(request);
        if (decided.isDone()) {
            authorization = decided.join();
            return false;
        }
        var unused = decided.thenAccept(token -> handOver(() -> {
            authorization = token;
            sendLate();
        }));
        return true;
    }

    private void listen(HttpRequest request) {
        request.onRequestHeaders(sent -> write(request));
        request.onRequestCommit(sent -> takeOff(request));
        request.onRequestFailure((sent, failure) -> {
            takeOff(request);
            ongoing.decisions.cancel();
        });
        request.onResponseHeaders(this::judgeInPassing);
    }

    /** To the client's own threads: those that make tokens run none of the program's code. */
    void handOver(Runnable task) {
        try {
            destination.getHttpClient().getExecutor().execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the client has been stopped, and says so
        }
    }

    /** Jetty counts a request's timeout from here on, so what is over is taken off meanwhile. */
    private void sendLate() {
        if (exchange.getResponseFailure() != null) {
            return; // ended by the program, which knows
        }
        HttpRequest request = exchange.getRequest();
        long timeout = request.getTimeout();
        long left = remaining();
        if (timeout > 0 && left <= 0) {
            var unused = request.abort(new TimeoutException("Total timeout " + timeout + " ms elapsed"));
            return;
        }
        request.timeout(left, TimeUnit.MILLISECONDS);
        destination.send(exchange);
        request.timeout(timeout, TimeUnit.MILLISECONDS);
    }

    /** What is left of the request's timeout, in milliseconds; zero if it has none. */
    long remaining() {
        long timeout = exchange.getRequest().getTimeout();
        return timeout <= 0 ? 0 : timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private void write(HttpRequest request) {
        if (Jetty12Hop.hasCredentials(request)) {
            isOccupied = true; // the program has added its own meanwhile
            return;
        }
        authorization.writeTo((name, value) -> {
            written.add(name);
            request.headers(fields -> fields.put(name, value));
        });
    }

    private void takeOff(HttpRequest request) {
        if (!written.isEmpty()) {
            request.headers(fields -> written.forEach(fields::remove));
            written.clear();
        }
    }

    /** This if it has to see the response before others do; null if not. */
    @Nullable ProtocolHandler handler() {
        return mayBeAnswered() && !judged.get() ? this : null;
    }

    private boolean mayBeAnswered() {
        int status = exchange.getResponse().getStatus();
        return (status == UNAUTHORIZED || status == FORBIDDEN) && !isOccupied;
    }

    @Override
    public String getName() {
        return ATTRIBUTE;
    }

    @Override
    public boolean accept(Request request, Response response) {
        return true;
    }

    @Override
    public Response.Listener getResponseListener() {
        return new Jetty12Refusal(this);
    }

    private void judgeInPassing(Response response) {
        boolean isThisOne = response.getRequest() == exchange.getRequest();
        if (isThisOne && response.getStatus() >= FIRST_FINAL && !isOccupied && !mayBeAnswered()) {
            judgeOnly(response);
        }
    }

    /** One that is not sent again in any case may tell something about the token. */
    void judgeOnly(Response response) {
        var unused = judge(response, false);
    }

    /** Has a response judged, once. */
    CompletableFuture<Boolean> judge(Response response, boolean repeatable) {
        return judged.compareAndSet(false, true)
                ? ongoing.decisions.received(
                        response.getStatus(), name -> Jetty12Hop.values(response.getHeaders(), name), () -> repeatable)
                : CompletableFuture.completedFuture(false);
    }

    /** The program may show it. */
    @Override
    public String toString() {
        return ATTRIBUTE;
    }
}
