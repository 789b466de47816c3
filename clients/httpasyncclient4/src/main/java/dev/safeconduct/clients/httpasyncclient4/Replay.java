package dev.safeconduct.clients.httpasyncclient4;

import java.io.IOException;
import org.apache.http.HttpException;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.jspecify.annotations.Nullable;

/** Hands a response to the handler that was kept from it, at the speed of the program. */
final class Replay implements IOControl {

    private final HttpAsyncClientExchangeHandler handler;
    private final KeptRefusal held;
    private final KeptContent content;
    private final @Nullable IOControl connection;
    private boolean isRunning;

    Replay(HttpAsyncClientExchangeHandler handler, KeptRefusal held, @Nullable IOControl connection) {
        this.handler = handler;
        this.held = held;
        this.content = held.content(null);
        this.connection = connection;
    }

    void run() throws HttpException, IOException {
        handler.responseReceived(held.response());
        goOn();
    }

    private synchronized void goOn() throws HttpException, IOException {
        if (isRunning) {
            return;
        }
        isRunning = true;
        try {
            if (held.hasContent()) {
                int before;
                do {
                    before = content.remaining();
                    handler.consumeContent(content, this);
                } while (!content.isCompleted() && content.remaining() < before);
            }
        } finally {
            isRunning = false;
        }
        if (!held.hasContent() || content.isCompleted()) {
            handler.responseCompleted();
        }
    }

    /** The program has room again. */
    @Override
    public void requestInput() {
        try {
            goOn();
        } catch (HttpException | IOException e) {
            handler.failed(e);
        }
    }

    @Override
    public void suspendInput() {
        // it is handed over as long as the program takes it
    }

    @Override
    public void requestOutput() {
        if (connection != null) {
            connection.requestOutput();
        }
    }

    @Override
    public void suspendOutput() {
        if (connection != null) {
            connection.suspendOutput();
        }
    }

    @Override
    public void shutdown() throws IOException {
        if (connection != null) {
            connection.shutdown();
        }
    }
}
