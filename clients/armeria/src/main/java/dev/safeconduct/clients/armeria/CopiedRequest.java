package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.common.ByteBufAccessMode;
import com.linecorp.armeria.common.FilteredHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import dev.safeconduct.client.request.KeptBody;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** The program's request, whose body is copied while it goes out. Safe for all threads. */
final class CopiedRequest extends FilteredHttpRequest {

    private final KeptBody body = new KeptBody();
    private volatile HttpHeaders trailers = HttpHeaders.of();

    CopiedRequest(HttpRequest request) {
        super(request, true);
        if (request.isEmpty()) {
            body.complete(); // Armeria need not ask for it
        }
    }

    @Override
    protected HttpObject filter(HttpObject part) {
        if (part instanceof HttpData data) {
            for (ByteBuffer buffer : data.byteBuf(ByteBufAccessMode.DUPLICATE).nioBuffers()) {
                body.write(buffer);
            }
        } else if (part instanceof HttpHeaders last) {
            trailers = last;
        }
        return part;
    }

    @Override
    protected void beforeComplete(Subscriber<? super HttpObject> subscriber) {
        body.complete();
    }

    /** Whether it can be sent once more. */
    boolean isRepeatable() {
        return body.whole() != null;
    }

    /** The same once more; null if it was not kept whole. */
    @Nullable HttpRequest again(RequestHeaders headers) {
        byte[] whole = body.whole();
        return whole == null ? null : HttpRequest.of(headers, HttpData.wrap(whole), trailers);
    }

    /** It is not going to be sent again. */
    void forget() {
        body.discard();
    }

    /** A program may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
