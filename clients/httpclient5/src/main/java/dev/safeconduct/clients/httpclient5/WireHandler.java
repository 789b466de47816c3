package dev.safeconduct.clients.httpclient5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** One request on a connection. The token is written here, below all that the program and HttpClient add. */
final class WireHandler implements AsyncClientExchangeHandler {

    /** Writes what the request carries, lets it go out, and takes that off. */
    @FunctionalInterface
    interface Writing {
        void write(HttpRequest request, AsyncHop.Step sending) throws HttpException, IOException;
    }

    private final AsyncClientExchangeHandler handler;
    private final Writing writing;

    private volatile boolean over;

    WireHandler(AsyncClientExchangeHandler handler, Writing writing) {
        this.handler = handler;
        this.writing = writing;
    }

    /** The body belongs to a resend from now on: over HTTP/2 a server may answer before it has all of it. */
    void end() {
        over = true;
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        handler.produceRequest(
                (request, body, same) -> writing.write(request, () -> channel.sendRequest(request, body, same)),
                context);
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (over) {
            channel.endStream();
        } else {
            handler.produce(channel);
        }
    }

    @Override
    public int available() {
        return handler.available();
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) throws HttpException, IOException {
        handler.consumeInformation(response, context);
    }

    @Override
    public void consumeResponse(HttpResponse response, @Nullable EntityDetails body, HttpContext context)
            throws HttpException, IOException {
        handler.consumeResponse(response, body, context);
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        handler.updateCapacity(channel);
    }

    @Override
    public void consume(ByteBuffer content) throws IOException {
        handler.consume(content);
    }

    @Override
    public void streamEnd(@Nullable List<? extends Header> trailers) throws HttpException, IOException {
        handler.streamEnd(trailers);
    }

    @Override
    public void failed(Exception cause) {
        handler.failed(cause);
    }

    @Override
    public void cancel() {
        handler.cancel();
    }

    @Override
    public void releaseResources() {
        handler.releaseResources();
    }
}
