package dev.safeconduct.clients.httpclient4;

import org.apache.http.auth.AuthProtocolState;
import org.apache.http.auth.AuthState;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.protocol.HttpClientContext;
import org.jspecify.annotations.Nullable;

/** What the context of a request is like while the request is out with a token, and not any more when it is back. */
final class ContextChanges implements AutoCloseable {

    private final HttpClientContext context;
    private @Nullable RequestConfig config;
    private @Nullable AuthState target;
    private AuthProtocolState before = AuthProtocolState.UNCHALLENGED;

    ContextChanges(HttpClientContext context) {
        this.context = context;
    }

    /** HttpClient by itself would answer a 401 with the program's credentials before that is seen here. */
    void answerNoChallenge() {
        AuthState state = context.getTargetAuthState();
        if (state == null) {
            state = new AuthState();
            context.setAttribute(HttpClientContext.TARGET_AUTH_STATE, state);
        }
        before = state.getState();
        state.setState(AuthProtocolState.FAILURE);
        target = state;
    }

    /** A server may have closed an idle one while a token was fetched; HttpClient by itself looks only after seconds. */
    void checkConnection() {
        RequestConfig known = context.getRequestConfig();
        config = known;
        context.setRequestConfig(RequestConfig.copy(known == null ? RequestConfig.DEFAULT : known)
                .setStaleConnectionCheckEnabled(true)
                .build());
    }

    @Override
    public void close() {
        if (config != null) {
            context.setRequestConfig(config);
        }
        if (target != null && target.getState() == AuthProtocolState.FAILURE) {
            target.setState(before);
        }
    }
}
