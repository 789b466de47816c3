package dev.safeconduct.client;

import dev.safeconduct.client.muster.AuthStatusResponse;
import dev.safeconduct.client.oauth.AccessToken;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.CompletedAuthorization;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.InsufficientScopeException;
import dev.safeconduct.client.oauth.IssuerMismatchException;
import dev.safeconduct.client.oauth.LoginRequiredException;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.client.request.Destination;
import dev.safeconduct.client.request.RequestAuthorizer;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one user: a view of a {@link Safeconduct}, which is itself the session of a program with one user. Safe
 * for all threads; costs little and need not be closed. All methods throw {@link IllegalStateException} once the
 * {@code Safeconduct} is closed. Programs may implement this for their tests; methods may be added to it.
 *
 * <p>A token is given only to a URI whose origin is exactly a configured server's and whose path is the server's path or
 * below it, in whole segments. A URI with user information, a look-alike of a host, another scheme or port gets none.
 *
 * <p>What is asynchronous never blocks, and completes on a thread of the client that may be blocked: normally, or with
 * the exceptions of the method that blocks. To cancel it gives up the wait; a login or refresh that others wait for too
 * goes on.
 */
public interface Session extends RequestAuthorizer {

    /**
     * A token for one server, for programs that hand it to something that asks for it by itself: a driver, a tool, a
     * header of their own. Returns at once while a token is good; else blocks for up to 40 s while one is fetched or
     * refreshed. Opens no login. Ask for it at each use; a token that is kept may be revoked meanwhile.
     *
     * @param server the URL of a configured server, or one below it
     * @throws IllegalArgumentException if no configured server has this URL
     * @throws LoginRequiredException if only a person can help: {@link #login} asks them
     * @throws TransientException if the network, a server in trouble or an interrupt was in the way; nothing that was
     *     stored is lost
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if something else was in the way
     */
    AccessToken token(URI server) throws OAuthException;

    /** The same as {@link #token}, without blocking. */
    CompletableFuture<AccessToken> tokenAsync(URI server);

    /**
     * What to add to one request. Returns at once while a token is good; else blocks, for up to 40 s while a token is
     * fetched or refreshed. Ask again for every request and for every hop of a redirect.
     *
     * <p>Without a login this is {@link Authorization#none()}, and no login is opened: send the request without a token,
     * since the challenge of its 401 names the authorization server, and give that challenge to {@link #reauthorize}.
     *
     * @param method the method of the request; of no effect for a bearer token, and there for those that are bound to
     *     the request (DPoP, RFC 9449). Where the server wants a nonce in the proof, {@link Authorization#forRequest} makes
     *     one with the {@code DPoP-Nonce} of its last response
     * @param uri where the request goes
     * @return {@link Authorization#none()} if no configured server has this URI, or there is no login yet, or it has ended
     * @throws TransientException if the network, a server in trouble or an interrupt was in the way; nothing that was
     *     stored is lost
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if something else was in the way
     */
    Authorization authorization(String method, URI uri) throws OAuthException;

    /** The same as {@link #authorization}, without blocking. */
    CompletableFuture<Authorization> authorizationAsync(String method, URI uri);

    /**
     * Looks for another authorization after a 401, for programs that send with an HTTP client of their own: adopts a
     * token that another thread or process has obtained meanwhile, else refreshes, else logs in where
     * {@code safeconduct.login} allows it. Send the request once more with what this returns, and no more than once.
     * Blocks as {@link #authorization} does, and under {@code auto} for {@code safeconduct.login.wait} more while a person
     * logs in.
     *
     * <p>That a person has to log in is an exception, and not {@link Authorization#none()}: the 401 alone would not tell
     * a program which server that is, nor what to do. To treat it as any other 401, catch it and take the response as it
     * is.
     *
     * <p>A 403 with {@code insufficient_scope} may be given to it too: then the scope that is needed is asked for together
     * with what the token has, at most twice in vain.
     *
     * <p>If its token {@linkplain Authorization#isBound is bound to a key}, what this returns is for a request only once
     * {@link Authorization#forRequest} has made it so; pass the nonce of the 401's {@code DPoP-Nonce} field, if it has one.
     * Where the 401 asks for nothing but that, this returns what was refused.
     *
     * <p>A 401 of one of a server's further URLs ({@code .urls}) leads to no login, and nothing that its challenges name
     * is looked at.
     *
     * @param uri where the request went
     * @param refused what it carried; {@link Authorization#none()} if nothing
     * @param wwwAuthenticate the values of the {@code WWW-Authenticate} fields, in their order; empty if there are none
     * @return {@link Authorization#none()} if the 401 is to be taken as it is: no configured server has this URI, other
     *     schemes are asked for, a server is in trouble, or what is refused was returned here a moment ago
     * @throws LoginRequiredException if only a person can help, and no login is opened or it was not finished in time
     * @throws InsufficientScopeException if more scope is wanted, and no token with it was obtained
     * @throws TransientException if interrupted
     */
    Authorization reauthorize(URI uri, Authorization refused, List<String> wwwAuthenticate) throws OAuthException;

    /** The same as {@link #reauthorize}, without blocking. */
    CompletableFuture<Authorization> reauthorizeAsync(URI uri, Authorization refused, List<String> wwwAuthenticate);

    /**
     * {@inheritDoc}
     *
     * <p>For adapters of other HTTP clients. None once the {@code Safeconduct} is closed.
     */
    @Override
    @Nullable Destination destination(@Nullable String scheme, @Nullable String host, int port, @Nullable String rawPath);

    /**
     * An HTTP client that gets and adds tokens by itself, and answers a 401 by one resend.
     *
     * <p>The builder is used to build a client that never follows redirects itself; they are followed hop by hop under
     * the builder's own policy, with the rules and limits of the JDK, so that each hop gets its own token or none. Beyond
     * what a JDK client does: the application's {@code Authorization}, {@code Cookie}, {@code Origin} and
     * {@code Referer} never go along to another origin; the timeout of a request covers all its hops and waits.
     *
     * <p>A request that has an {@code Authorization} field of its own is left alone, and one whose {@code Host} field names
     * another server. A 401 leads to a resend where the body can be sent again: none, one of
     * {@code BodyPublishers.ofByteArray(byte[])}, {@code ofString}, {@code ofFile} and {@code noBody}, one marked by
     * {@link Safeconduct#repeatable}, or any other of up to 64 KiB, which is kept while it goes out. The body handler sees
     * the final response only. Where no token can be obtained, the request goes out without one.
     *
     * <p>A WebSocket gets a token with its handshake, which is not repeated. (Where the agent is in the same program, it
     * leaves all other requests of this client alone, and cannot tell such a handshake from the program's own: one that
     * this session has no token for gets the agent's.) The client works without the
     * {@code Safeconduct} it came from once that is closed, and adds nothing then.
     *
     * <p>Where a body cannot be sent again, a 401 is the application's, and the token is refreshed for the requests
     * after it. Connects to nothing.
     *
     * @param builder as it is wanted; the same afterwards. Not to be used by another thread meanwhile
     * @throws IllegalArgumentException if it is a builder of its own kind, whose client follows redirects all the same
     */
    HttpClient authorizedClient(HttpClient.Builder builder);

    /**
     * The same for a client that is there already. To close what is returned (Java 21) closes that client.
     *
     * @param client never follows redirects
     * @throws IllegalArgumentException if the client follows redirects by itself: there a token would go along, or be
     *     missing
     */
    HttpClient authorizedClient(HttpClient client);

    /**
     * Logs in, by the configured browser opener and a callback on the loopback address (RFC 8252). Blocks until the
     * person is through, for up to {@code safeconduct.login.timeout}; an interrupt gives up.
     *
     * @param server the URL of a configured server, or one below it
     * @throws IllegalArgumentException if no configured server has this URL
     * @throws ErrorResponseException if the authorization server or the person refused
     * @throws IssuerMismatchException if the response came from another authorization server
     * @throws InsecureEndpointException if an endpoint must not be talked to
     * @throws TransientException if interrupted, or if the network or a server in trouble was in the way
     * @throws OAuthException if it failed otherwise, also because it was not finished in time, the {@code Safeconduct}
     *     was closed, or the server takes no logins ({@code client_credentials}); nothing that was stored is lost
     */
    void login(URI server) throws OAuthException;

    /**
     * Logs out: revokes the login at its authorization server (RFC 7009) and forgets it. Without a login it does
     * nothing. Blocks.
     *
     * @param server the URL of a configured server, or one below it
     * @throws IllegalArgumentException if no configured server has this URL
     * @throws TransientException if interrupted, or if a refresh of the same login took more than 20 s: it is still there
     * @throws TokenStoreException if the login could not be removed from the store
     * @throws OAuthException if it is gone from the store, but the authorization server could not be told: the message
     *     says why
     */
    void logout(URI server) throws OAuthException;

    /**
     * How this session stands at each configured server, in the order of their names: by the store and by what happened
     * in this program; no server is asked. A server whose login cannot be read has the status {@code error}. Blocks
     * while the store is read.
     */
    AuthStatusResponse status();

    /** The same as {@link #beginAuthorization(URI, URI, List)} without a challenge. */
    default PendingAuthorization beginAuthorization(URI server, URI redirectUri) throws OAuthException {
        return beginAuthorization(server, redirectUri, List.of());
    }

    /**
     * Begins a login in a web application. Set a cookie with {@link PendingAuthorization#browserBinding} and redirect
     * the browser to {@link PendingAuthorization#uri}; the response comes to {@code redirectUri} within ten minutes and
     * is for {@link #completeAuthorization} of the same session, in this process or another that shares the store.
     * Blocks: finds the authorization server, and registers a client for this redirect URI (RFC 7591) where none is
     * configured.
     *
     * @param server the URL of a configured server, or one below it
     * @param redirectUri a URL of the application, exactly as it is registered where a client is configured: https, or
     *     http on a loopback address; without a fragment
     * @param wwwAuthenticate the values of the {@code WWW-Authenticate} fields of the server's 401, in their order, since
     *     some servers name their authorization server there only; empty if there was none
     * @throws IllegalArgumentException if no configured server has this URL, or the redirect URI is not allowed
     * @throws TransientException if the network or a server in trouble was in the way
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if the login could not begin otherwise
     */
    PendingAuthorization beginAuthorization(URI server, URI redirectUri, List<String> wwwAuthenticate)
            throws OAuthException;

    /**
     * Completes a login in a web application: judges the response (state, RFC 9207, RFC 6749 §4.1.2), exchanges the code
     * and stores the login for this session. Works once for each login. A response from another browser, or for another
     * session, is refused and changes nothing. Blocks. Redirect the browser to a URL without the code afterwards.
     *
     * @param response the URL of the request that came to the redirect URI, or its query alone (beginning with
     *     {@code ?})
     * @param browserBinding the value of the cookie that came with it; empty if there was none
     * @return whose login it was
     * @throws ErrorResponseException if the authorization server or the person refused
     * @throws IssuerMismatchException if the response came from another authorization server
     * @throws TokenStoreException if the store does not work
     * @throws OAuthException if it is not the response to a login of this session that is waiting, is of another
     *     browser, or the login failed otherwise. Once the code has been sent, a failure is final, also a
     *     {@linkplain OAuthException#isTransient transient} one: begin a new login
     */
    CompletedAuthorization completeAuthorization(URI response, String browserBinding) throws OAuthException;
}
