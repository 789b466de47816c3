package dev.safeconduct.client.internal.token;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * For a server that is given another's login: the person logs in to that one, whose token goes nowhere else, and a token
 * is made of the login. What this server's challenges say is not for the other one.
 */
public final class SourceInteractiveLogin implements InteractiveLogin {

    private final SourceLogin source;
    private final Renewal renewal;
    private final Executor executor;
    private final EventLog log;

    public SourceInteractiveLogin(SourceLogin source, Renewal renewal, Executor executor, EventLog log) {
        this.source = source;
        this.renewal = renewal;
        this.executor = executor;
        this.log = log;
    }

    @Override
    public CompletableFuture<@Nullable TokenRecord> begin(List<AuthChallenge> challenges, String reason) {
        return source.token()
                .login()
                .begin(List.of(), reason)
                .thenApplyAsync(login -> login == null ? null : made(), executor);
    }

    private @Nullable TokenRecord made() {
        source.token().forget(); // the login is in the store
        try {
            return renewal.renew(null, List.of()).record();
        } catch (OAuthException e) {
            log.log(Level.WARN, "The login has succeeded, and no token was made of it: " + e.getMessage(), e);
            return null;
        }
    }

    @Override
    public String howToLogIn(@Nullable String scope) {
        return source.token().login().howToLogIn(null);
    }

    @Override
    public void needed(String reason) {
        source.token().login().needed(reason);
    }
}
