package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Faults;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.RequestExchange;
import java.net.http.HttpRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One request on the wire that may get a token, and what runs the tasks of its client.
 *
 * @param exchange the client's object for it
 * @param multi the client's object for the application's request
 */
record ExchangeHop(Object exchange, Object multi, HttpRequest request, RequestState state, Faults faults)
        implements Executor {

    /** Where the client would run it; never loses it. */
    @Override
    public void execute(Runnable task) {
        try {
            ClientInternals.executor(multi).execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the application has shut its executor down: this thread takes its place
        } catch (Throwable e) {
            faults.report(JdkHttpExchanges.CLIENT, e);
            task.run();
        }
    }

    RequestExchange decisions() {
        return state.exchange;
    }

    void authorize(Authorization authorization) {
        authorization.writeTo((name, value) -> {
            if (name.equalsIgnoreCase(Authorization.HEADER)) {
                state.header = value;
            }
            ClientInternals.setSystemHeader(request, name, value);
        });
    }
}
