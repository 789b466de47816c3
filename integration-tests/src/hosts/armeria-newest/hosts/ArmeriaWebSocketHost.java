package hosts;

import com.linecorp.armeria.client.websocket.WebSocketClient;
import com.linecorp.armeria.client.websocket.WebSocketClientHandshakeException;
import com.linecorp.armeria.client.websocket.WebSocketSession;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A program that opens WebSockets by Armeria over HTTP/1.1, and knows nothing of OAuth. */
public final class ArmeriaWebSocketHost {

    private static final int MOST_SECONDS = 10;

    private ArmeriaWebSocketHost() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(ArmeriaWebSocketHost::obey);
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        URI url = URI.create(command.get(2));
        WebSocketClient client = WebSocketClient.of("ws+h1c://" + url.getRawAuthority());
        try {
            WebSocketSession session = client.connect(url.getRawPath()).get(MOST_SECONDS, TimeUnit.SECONDS);
            String text = first(session).get(MOST_SECONDS, TimeUnit.SECONDS);
            session.outbound().close();
            say(session.responseHeaders().status().code(), command.get(2), text);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketClientHandshakeException refused) {
                say(refused.headers().status().code(), command.get(2), "");
            } else {
                throw e;
            }
        }
    }

    private static CompletableFuture<String> first(WebSocketSession session) {
        CompletableFuture<String> text = new CompletableFuture<>();
        session.inbound().subscribe(new Subscriber<WebSocketFrame>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(WebSocketFrame frame) {
                text.complete(frame.text());
            }

            @Override
            public void onError(Throwable cause) {
                text.completeExceptionally(cause);
            }

            @Override
            public void onComplete() {
                text.complete("");
            }
        });
        return text;
    }

    private static void say(int status, String url, String text) throws Exception {
        Lines.answer(status, url, Map.of(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
