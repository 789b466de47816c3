package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.ResponseHeaders;

/**
 * The status of a response. A server of gRPC refuses with 200, and tells by another field; if it has sent nothing else, that
 * is in the head of the response.
 */
final class RefusalStatus {

    private static final String GRPC = "application/grpc";
    private static final String STATUS = "grpc-status";
    private static final String UNAUTHENTICATED = "16";
    private static final String PERMISSION_DENIED = "7";

    private RefusalStatus() {}

    /** In terms of HTTP. */
    static int of(ResponseHeaders fields) {
        String grpc = fields.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(GRPC) ? fields.get(STATUS, "") : "";
        return switch (grpc) {
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            default -> fields.status().code();
        };
    }
}
