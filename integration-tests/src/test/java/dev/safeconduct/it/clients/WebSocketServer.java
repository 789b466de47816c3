package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The server's side of a WebSocket (RFC 6455), as far as the handshake matters. */
final class WebSocketServer {

    private WebSocketServer() {}

    static boolean isAllowed(Api api, RecordedRequest request) {
        String authorization = Api.authorization(request);
        return authorization.startsWith("Bearer ") && api.issuer.isActive(authorization.substring(7));
    }

    /** For who has a token the handshake, the text {@code hello} and the end; null, the usual refusal, for all others. */
    static @Nullable Reply handshake(Api api, RecordedRequest request) {
        return isAllowed(api, request) ? handshake(request) : null;
    }

    private static Reply handshake(RecordedRequest request) {
        try {
            String key = request.header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.US_ASCII));
            return Reply.raw("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n"
                    + "\u0081\u0005hello\u0088\u0002\u0003\u00e8");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
