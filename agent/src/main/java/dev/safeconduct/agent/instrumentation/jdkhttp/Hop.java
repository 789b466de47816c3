package dev.safeconduct.agent.instrumentation.jdkhttp;

import dev.safeconduct.agent.instrumentation.HeaderFields;
import dev.safeconduct.agent.instrumentation.Patience;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.Authorization;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request on the wire that may get a token.
 *
 * @param exchange the client's object for it
 * @param multi the client's object for the application's request
 * @param answer what it answers a 401 with, or null if it is not the answer to one
 */
record Hop(
        Object exchange,
        Object multi,
        HttpRequest request,
        TokenSource source,
        RequestState state,
        Patience patience,
        @Nullable Authorization answer) {

    void authorize(Authorization authorization) throws Throwable {
        state.sent = authorization;
        HeaderFields fields = new HeaderFields();
        authorization.writeTo(fields);
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i).equalsIgnoreCase("Authorization")) {
                state.header = fields.value(i);
            }
            ClientInternals.setSystemHeader(request, fields.name(i), fields.value(i));
        }
    }
}
