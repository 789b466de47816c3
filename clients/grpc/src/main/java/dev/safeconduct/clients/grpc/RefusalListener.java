package dev.safeconduct.clients.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the server says to a call that is sent once: held back is nothing but a refusal that may lead to a resend, and that
 * comes before all else. gRPC calls it on one thread after the other.
 */
final class RefusalListener<R> extends ClientCall.Listener<R> {

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int UNKNOWN = 0;

    private final AuthorizedCall<?, R> call;
    private final TokenCredentials credentials;
    private final ClientCall.Listener<R> program;
    private @Nullable Metadata headers;

    RefusalListener(AuthorizedCall<?, R> call, TokenCredentials credentials, ClientCall.Listener<R> program) {
        this.call = call;
        this.credentials = credentials;
        this.program = program;
    }

    @Override
    public void onHeaders(Metadata received) {
        headers = received;
        call.isAccepted();
        program.onHeaders(received);
    }

    @Override
    public void onMessage(R message) {
        call.isAccepted();
        program.onMessage(message);
    }

    @Override
    public void onReady() {
        program.onReady();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        int code = code(status);
        CompletableFuture<Boolean> again = code == UNKNOWN
                ? CompletableFuture.completedFuture(false)
                : credentials.received(code, name -> values(name, trailers), call.isRepeatable());
        if (again.isDone()) {
            end(again.join(), status, trailers);
            return;
        }
        if (call.canceled() != null) {
            credentials.cancel();
        }
        var unused = again.thenAccept(resend -> call.goOn(() -> {
            Status canceled = call.canceled();
            if (canceled == null) {
                end(resend, status, trailers);
            } else {
                program.onClose(canceled, new Metadata());
            }
        }));
    }

    private void end(boolean resend, Status status, Metadata trailers) {
        if (resend) {
            call.resend(program);
        } else {
            program.onClose(status, trailers);
        }
    }

    /** As HTTP has it. What the server has said nothing about, or gRPC has made itself, tells nothing of a token. */
    private static int code(Status status) {
        return switch (status.getCode()) {
            case OK -> OK;
            case UNAUTHENTICATED -> UNAUTHORIZED;
            case PERMISSION_DENIED -> FORBIDDEN;
            default -> UNKNOWN;
        };
    }

    private List<String> values(String name, Metadata trailers) {
        List<String> values = new ArrayList<>(MetadataFields.values(trailers, name));
        if (headers != null) {
            values.addAll(MetadataFields.values(headers, name));
        }
        return values;
    }
}
