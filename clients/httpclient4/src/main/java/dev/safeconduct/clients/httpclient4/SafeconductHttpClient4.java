package dev.safeconduct.clients.httpclient4;

import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.Objects;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.execchain.ClientExecChain;

/**
 * Adds tokens to the requests of a client of Apache HttpClient 4: to those that go to a configured server, hop by hop, and
 * to no others. A 401 is answered with a refreshed token where there is one, before the program's own credentials are
 * asked for. HttpClient 4.3 to 4.5.
 *
 * <pre>{@code
 * HttpClientBuilder builder = SafeconductHttpClient4.builder(safeconduct);
 * CloseableHttpClient client = builder.build();
 * }</pre>
 *
 * <p>A request waits for its token on the thread that executes it, at most as long as its socket timeout; {@code abort()}
 * or an interrupt end the wait. Minimal clients, and those of before 4.3 ({@code DefaultHttpClient}), have nothing that
 * could be prepared.
 */
public final class SafeconductHttpClient4 {

    private SafeconductHttpClient4() {}

    /**
     * A builder like any other, whose clients add tokens.
     *
     * @param session whose tokens; not null
     */
    public static HttpClientBuilder builder(RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        return new AuthorizingBuilder(session);
    }

    /**
     * The same for a builder of another class, as that of the caching client: what its {@code decorateMainExec} returns
     * has to go through this.
     *
     * @param execution what sends the requests of a client; not null
     * @param session whose tokens; not null
     * @return what adds tokens and sends by {@code execution}; that itself, if it does so already
     */
    public static ClientExecChain decorate(ClientExecChain execution, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        return AuthorizingChain.isOne(execution) ? execution : new AuthorizingChain(execution, session);
    }

    private static final class AuthorizingBuilder extends HttpClientBuilder {

        private final RequestAuthorizer session;

        AuthorizingBuilder(RequestAuthorizer session) {
            this.session = session;
        }

        @Override
        protected ClientExecChain decorateMainExec(ClientExecChain execution) {
            return decorate(super.decorateMainExec(execution), session);
        }
    }
}
