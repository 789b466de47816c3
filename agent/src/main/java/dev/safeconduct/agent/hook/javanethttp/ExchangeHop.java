package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.request.RequestExchange;
import java.net.http.HttpRequest;

/**
 * One request on the wire that may get a token.
 *
 * @param exchange the client's object for it
 * @param multi the client's object for the application's request
 */
record ExchangeHop(Object exchange, Object multi, HttpRequest request, RequestState state) {

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
