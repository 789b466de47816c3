package dev.safeconduct.clients.httpclient5;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.Hop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.jspecify.annotations.Nullable;

/** A hop that is sent once: writes the token where it goes out, and holds a response that may lead to a resend. */
final class WireSend implements AsyncExecCallback {

    private final AsyncHop hop;
    private final @Nullable Hop known;
    private final Authorization prepared;

    /** Whether that of a refusal may be about to be closed, which is seen before something is written. */
    private final boolean mayTakeAnotherConnection;

    private volatile @Nullable WireHandler wire;
    private volatile @Nullable HeldRefusal held;
    private volatile boolean isWritten;

    /**
     * To be sent next.
     *
     * @param known the hop that has been authorized
     * @param prepared what it carries, if it goes out as it is known
     */
    WireSend(AsyncHop hop, @Nullable Hop known, Authorization prepared, boolean mayTakeAnotherConnection) {
        this.hop = hop;
        this.known = known;
        this.prepared = prepared;
        this.mayTakeAnotherConnection = mayTakeAnotherConnection;
    }

    AsyncClientExchangeHandler wire(AsyncClientExchangeHandler handler) {
        WireHandler made = new WireHandler(handler, this::write);
        wire = made;
        return made;
    }

    private void write(HttpRequest sent, AsyncHop.Step sending) throws HttpException, IOException {
        isWritten = true;
        if (Method.CONNECT.isSame(sent.getMethod())) {
            sending.run();
            return;
        }
        List<String> fields = new ArrayList<>();
        try {
            hop.authorization(sent, known, prepared).writeTo((name, value) -> {
                fields.add(name);
                sent.setHeader(name, value);
            });
            sending.run();
        } finally {
            fields.forEach(sent::removeHeaders);
        }
    }

    @Override
    public @Nullable AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails content)
            throws HttpException, IOException {
        CompletableFuture<Boolean> again = hop.leadsToResend(response);
        if (again.isDone() && !again.join()) {
            return hop.program().handleResponse(response, content);
        }
        HeldRefusal refusal = new HeldRefusal(hop.program(), response, content, this::resend);
        held = refusal;
        if (!again.isDone()) {
            hop.endWaitWithRequest();
        }
        var unused = again.thenAccept(resend -> hop.goOn(() -> refusal.decide(resend)));
        return content == null ? null : refusal;
    }

    private void resend() {
        WireHandler last = wire;
        if (last != null) {
            last.end();
        }
        hop.resend(true);
    }

    @Override
    public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
        hop.program().handleInformationResponse(response);
    }

    @Override
    public void completed() {
        HeldRefusal refusal = held;
        if (refusal == null) {
            hop.program().completed();
        } else {
            refusal.completed();
        }
    }

    @Override
    public void failed(Exception cause) {
        HeldRefusal refusal = held;
        if (refusal != null) {
            refusal.failed(cause);
        } else if (mayTakeAnotherConnection && !isWritten && !hop.isCanceled()) {
            hop.dropConnection();
            hop.resend(false);
        } else {
            hop.program().failed(cause);
        }
    }
}
