package dev.safeconduct.clients.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A call of the program's that may be sent once more. What the program does on other threads meanwhile goes to the try
 * that is being made; gRPC is called outside the lock, but where a message and its end must stay in their order.
 */
final class AuthorizedCall<Q, R> extends ClientCall<Q, R> {

    private final CallHop callHop;
    private final MethodDescriptor<Q, R> method;
    private final CallOptions options;
    private final Channel channel;
    private final Context context = Context.current();
    private final SentMessage<Q> sent;

    private ClientCall<Q, R> current;
    private TokenCredentials credentials;
    private Metadata headers = new Metadata();
    private int requested;
    private @Nullable Status canceled;

    AuthorizedCall(CallHop callHop, MethodDescriptor<Q, R> method, CallOptions options, Channel channel) {
        this.callHop = callHop;
        this.method = method;
        this.options = options;
        this.channel = channel;
        this.sent = new SentMessage<>(method.getType().clientSendsOneMessage());
        this.credentials = new TokenCredentials(callHop, null);
        this.current = channel.newCall(method, options.withCallCredentials(credentials));
    }

    @Override
    public void start(Listener<R> listener, Metadata sentHeaders) {
        headers = MetadataFields.copy(sentHeaders);
        start(current, credentials, listener, sentHeaders);
    }

    private void start(ClientCall<Q, R> call, TokenCredentials carried, Listener<R> listener, Metadata sentHeaders) {
        carried.startsWith(sentHeaders);
        call.start(new RefusalListener<>(this, carried, listener), sentHeaders);
    }

    /** Once more, as the program has made it so far; in the context in which it began. */
    void resend(Listener<R> listener) {
        context.run(() -> {
            TokenCredentials carried = new TokenCredentials(callHop, credentials);
            ClientCall<Q, R> next = channel.newCall(method, options.withCallCredentials(carried));
            start(next, carried, listener, MetadataFields.copy(headers));
            int missing = replace(next, carried);
            if (missing > 0) {
                next.request(missing);
            }
            Status end = canceled();
            if (end != null) {
                next.cancel(end.getDescription(), end.getCause());
            }
        });
    }

    private synchronized int replace(ClientCall<Q, R> next, TokenCredentials carried) {
        current = next;
        credentials = carried;
        sent.writeTo(next);
        return requested;
    }

    /** Goes on after a wait. */
    void goOn(Runnable step) {
        credentials().handBack(() -> context.run(step));
    }

    private synchronized TokenCredentials credentials() {
        return credentials;
    }

    /** How the program has ended it; null if it has not. */
    synchronized @Nullable Status canceled() {
        return canceled;
    }

    /** Whether it can be sent once more. */
    synchronized boolean isRepeatable() {
        return sent.isRepeatable();
    }

    /** The server has begun to answer. */
    synchronized void isAccepted() {
        sent.forget();
    }

    @Override
    public void sendMessage(Q message) {
        synchronizedCurrent(() -> sent.add(message)).sendMessage(message);
    }

    @Override
    public void halfClose() {
        synchronizedCurrent(sent::end).halfClose();
    }

    @Override
    public void setMessageCompression(boolean enabled) {
        synchronizedCurrent(() -> sent.compress(enabled)).setMessageCompression(enabled);
    }

    @Override
    public void request(int count) {
        synchronizedCurrent(() -> requested = (int) Math.min(Integer.MAX_VALUE, (long) requested + count))
                .request(count);
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        synchronizedCurrent(() -> canceled = canceled != null
                        ? canceled
                        : Status.CANCELLED.withDescription(message).withCause(cause))
                .cancel(message, cause);
        credentials().cancel();
    }

    @Override
    public boolean isReady() {
        return current().isReady();
    }

    @Override
    public Attributes getAttributes() {
        return current().getAttributes();
    }

    private ClientCall<Q, R> current() {
        return synchronizedCurrent(() -> {});
    }

    /** Notes what the program does, and gives the try that it is for. */
    private synchronized ClientCall<Q, R> synchronizedCurrent(Runnable note) {
        note.run();
        return current;
    }
}
