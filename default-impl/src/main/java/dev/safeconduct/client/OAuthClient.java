package dev.safeconduct.client;

import dev.safeconduct.client.internal.authentication.AuthenticatingClient;
import dev.safeconduct.client.internal.concurrent.Workers;
import dev.safeconduct.client.internal.discovery.HttpMetadataDiscovery;
import dev.safeconduct.client.internal.discovery.IssuerMetadata;
import dev.safeconduct.client.internal.discovery.ResourceMetadata;
import dev.safeconduct.client.internal.endpoint.RegistrationEndpoint;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.text.RandomText;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.Form;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.AuthorizationRequest;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The protocol, one method per endpoint, for programs that keep tokens and ask people themselves. It stores nothing but
 * a cache of metadata.
 *
 * <p>Safe for all threads. Methods that call a server throw {@link IllegalStateException} once this is closed. All methods
 * that throw {@link OAuthException} block, each call of theirs at most for the
 * timeout. What fails because of the network or an overloaded server is
 * {@linkplain OAuthException#isTransient transient}; an endpoint that is not {@code https}, or has an address inside a
 * private network, is an {@link dev.safeconduct.client.oauth.InsecureEndpointException} unless the builder allows it; an answer
 * that says what is wrong is an {@link dev.safeconduct.client.oauth.ErrorResponseException}.
 */
public final class OAuthClient implements AutoCloseable {

    /** How long one call may take unless {@link OAuthClientBuilder#timeout} says otherwise. */
    public static final Duration DEFAULT_HTTP_TIMEOUT = Duration.ofSeconds(30);

    /** How long metadata is believed unless {@link OAuthClientBuilder#metadataCacheTtl} says otherwise. */
    public static final Duration DEFAULT_METADATA_CACHE_TTL = IssuerMetadata.DEFAULT_CACHE_TTL;

    private final Transport transport;
    private final @Nullable Workers threads;
    private final EndpointPolicy policy;
    private final IssuerMetadata issuers;
    private final ResourceMetadata resources;
    private final TokenEndpoint tokenEndpoint;
    private final RegistrationEndpoint registrationEndpoint;
    private volatile boolean closed;

    OAuthClient(OAuthClientBuilder options, Transport transport, @Nullable Workers threads) {
        this.transport = transport;
        this.threads = threads;
        this.policy = options.policy();
        HttpMetadataDiscovery discovery = new HttpMetadataDiscovery(transport, options::policy);
        this.issuers = new IssuerMetadata(
                discovery,
                () -> null,
                "If you trust the issuer that it names, ask for that one.",
                options.metadataCacheTtl(),
                options.clock());
        this.resources = new ResourceMetadata(discovery);
        this.tokenEndpoint = new TokenEndpoint(transport, options.clock());
        this.registrationEndpoint = new RegistrationEndpoint(transport);
    }

    /** A client with all defaults. */
    public static OAuthClient create() {
        return builder().build();
    }

    /** Builds a client. */
    public static OAuthClientBuilder builder() {
        return new OAuthClientBuilder();
    }

    /**
     * The metadata of an authorization server: RFC 8414, else OpenID Connect Discovery, with a path in the issuer at all
     * three places. Kept for the builder's time; threads that ask at the same time share one fetch.
     *
     * @param issuer the issuer identifier, with or without a trailing slash
     * @throws dev.safeconduct.client.oauth.IssuerMismatchException if the document is of another issuer (RFC 8414 §3.3)
     * @throws MetadataException if it is missing or not usable
     */
    public AuthorizationServerMetadata discoverMetadata(String issuer) throws OAuthException {
        checkOpen();
        AuthorizationServerMetadata found = issuers.find(issuer);
        if (found == null) {
            throw new MetadataException("The authorization server " + issuer + " publishes no metadata (looked at "
                    + IssuerMetadata.locations(issuer) + ").");
        }
        return found;
    }

    /** Forgets all metadata of authorization servers, so that it is fetched again. */
    public void clearMetadataCache() {
        issuers.clear();
    }

    /**
     * The metadata of a protected resource at its well-known places (RFC 9728 §3.1): that of its path, else that of its
     * origin. Not kept.
     *
     * @return null if missing
     * @throws MetadataException if it is about another resource (RFC 9728 §3.3), or not usable
     */
    public @Nullable ProtectedResourceMetadata protectedResource(ServerUrl resource) throws OAuthException {
        checkOpen();
        return resources.find(resource);
    }

    /**
     * The metadata of a protected resource where a challenge says that it is (RFC 9728 §5.1). Not kept.
     *
     * @param location the {@code resource_metadata} of the challenge
     * @return null if missing
     * @throws dev.safeconduct.client.oauth.InsecureEndpointException if the location is not on the resource's own origin
     * @throws MetadataException if it is about another resource (RFC 9728 §3.3), or not usable
     */
    public @Nullable ProtectedResourceMetadata protectedResource(ServerUrl resource, URI location)
            throws OAuthException {
        checkOpen();
        return resources.ownAt(resource, location);
    }

    /** A {@code state} that cannot be guessed (RFC 6749 §10.12): 43 characters made of 32 random bytes. */
    public static String generateState() {
        return RandomText.next();
    }

    /**
     * The URL to open in a person's browser (RFC 6749 §4.1.1). Parameters that the endpoint has already stay, but for
     * those that the request has too. Connects to nothing.
     *
     * @throws IllegalArgumentException if the endpoint is not an http or https URL, or has a fragment (RFC 6749 §3.1)
     */
    public static URI buildAuthorizationUrl(URI authorizationEndpoint, AuthorizationRequest request) {
        String scheme = authorizationEndpoint.getScheme();
        if (authorizationEndpoint.getHost() == null
                || !("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                || authorizationEndpoint.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The authorization endpoint is not an http or https URL without fragment.");
        }
        return Form.addToQuery(authorizationEndpoint, request.parameters());
    }

    /**
     * Asks a token endpoint for a token (RFC 6749 §3.2), once: whatever fails, it is not sent again. What kind of request
     * it is, the grant says: an authorization code, a refresh token, client credentials, a token exchange. A refresh that
     * brings no new refresh token keeps the old one (RFC 6749 §6).
     */
    public Token requestToken(URI tokenEndpointUri, ClientInformation client, Grant grant) throws OAuthException {
        checkOpen();
        Token token = tokenEndpoint.request(tokenEndpointUri, policy, AuthenticatingClient.of(client), grant, Map.of());
        return grant instanceof RefreshTokenGrant refresh && token.refreshToken() == null
                ? token.withRefreshToken(refresh.refreshToken())
                : token;
    }

    /**
     * Registers a client (RFC 7591 §3).
     *
     * @param metadata without a client id
     * @return the client as the server registered it
     */
    public ClientInformation register(URI registrationEndpointUri, ClientMetadata metadata) throws OAuthException {
        checkOpen();
        List<URI> redirectUris =
                metadata.redirectUris().stream().map(URI::create).toList();
        return RegistrationEndpoint.registered(
                registrationEndpoint.post(registrationEndpointUri, policy, metadata),
                registrationEndpointUri,
                redirectUris);
    }

    /**
     * Revokes a token (RFC 7009 §2). That the server does not know the token is not an error.
     *
     * @param hint what the token is: {@code refresh_token} or {@code access_token}
     */
    public void revoke(URI revocationEndpoint, ClientInformation client, String token, String hint)
            throws OAuthException {
        checkOpen();
        tokenEndpoint.revoke(revocationEndpoint, policy, AuthenticatingClient.of(client), token, hint);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("This OAuthClient is closed.");
        }
    }

    /** Ends its threads; calls under way fail. An HTTP client that was given stays as it is. */
    @Override
    public void close() {
        closed = true;
        issuers.clear();
        transport.close();
        if (threads != null) {
            threads.close();
        }
    }
}
