package dev.safeconduct.clients.okhttp;

import dev.safeconduct.client.request.RequestAuthorizer;
import java.util.List;
import java.util.Objects;
import okhttp3.Authenticator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/**
 * Adds tokens to the requests of an {@link OkHttpClient}: to those that go to a configured server, hop by hop, and to no
 * others. A 401 is answered with a refreshed token where there is one, before the program's own {@link Authenticator} is
 * asked. OkHttp 3.12 to 5.
 *
 * <pre>{@code
 * OkHttpClient.Builder builder = new OkHttpClient.Builder();
 * SafeconductOkHttp.install(builder, safeconduct);
 * OkHttpClient client = builder.build();
 * }</pre>
 *
 * <p>A call waits for its token on the thread that runs the call, at most as long as its read timeout; {@code cancel()}
 * or an interrupt ends the wait. The handshake of a WebSocket gets a token as well, unless OkHttp is a named module that
 * does not open {@code okhttp3.internal.http}.
 */
public final class SafeconductOkHttp {

    private SafeconductOkHttp() {}

    /**
     * Prepares a builder. Call it last: an interceptor that is added later does not see what this adds, and an {@link
     * Authenticator} that is set later takes this one's place. Once more on the same builder, or on that of a client that
     * was built from it, takes the place of the first.
     *
     * @param builder not null; not safe for several threads, as OkHttp's own
     * @param session whose tokens; not null
     * @throws IllegalStateException if this version of OkHttp is not supported; the builder is unchanged then
     */
    public static void install(OkHttpClient.Builder builder, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        Authenticator program = BuilderAuthenticator.of(builder);
        List<Interceptor> ofCalls = builder.interceptors();
        List<Interceptor> ofHops = builder.networkInterceptors();
        if (Copies.isOfAgent(CallInterceptor.class) && Copies.hasOneOfTheProgram(ofCalls)) {
            return; // the program has a session of its own, which decides on its requests
        }
        ofCalls.removeIf(Copies::isOfAdapter);
        ofHops.removeIf(Copies::isOfAdapter);
        ofCalls.add(new CallInterceptor(session));
        ofHops.add(new HopInterceptor(session));
        builder.authenticator(new RefusalAuthenticator(RefusalAuthenticator.unwrapped(program)));
    }
}
