package dev.safeconduct.client.internal.jdkclient;

import java.util.concurrent.CompletableFuture;

/** As the futures of the JDK's client: to cancel it, or one derived from it, gives up the request. */
final class CancelableFuture<T> extends CompletableFuture<T> {

    private final Runnable giveUp;

    CancelableFuture(Runnable giveUp) {
        this.giveUp = giveUp;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (mayInterruptIfRunning) {
            giveUp.run();
        }
        return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CancelableFuture<>(giveUp);
    }
}
