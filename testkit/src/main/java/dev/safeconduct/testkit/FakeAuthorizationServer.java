package dev.safeconduct.testkit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A strict OAuth 2.1 authorization server on a loopback port, for tests: metadata, {@code /register}, {@code
 * /authorize}, {@code /token}, {@code /revoke}. It allows every login at once, demands PKCE with S256, compares redirect
 * URIs exactly, rotates refresh tokens and revokes the whole grant when one is used twice.
 *
 * <p>What it should do otherwise can be said before and while it serves, from any thread. Tokens are opaque; by their
 * prefix they can be searched for wherever they must not be.
 */
public final class FakeAuthorizationServer extends FakeServer<FakeAuthorizationServer> {
    private final AuthorizationServerSettings settings;
    private final ClientRegistry clients;
    private final TokenLedger ledger;
    private final FakeRegistrationEndpoint registration;
    private final FakeAuthorizationEndpoint authorization;
    private final FakeDeviceEndpoint device;
    private final FakeTokenEndpoint token;

    private FakeAuthorizationServer(Builder builder) {
        super(builder);
        settings =
                new AuthorizationServerSettings(builder.clock, builder.accessTokenPrefix, builder.refreshTokenPrefix);
        clients = new ClientRegistry(settings);
        ledger = new TokenLedger(settings);
        registration = new FakeRegistrationEndpoint(settings, clients, ledger);
        authorization = new FakeAuthorizationEndpoint(issuer(), settings, clients, ledger);
        device = new FakeDeviceEndpoint(issuer(), settings, clients, ledger);
        token = new FakeTokenEndpoint(issuer(), settings, clients, ledger, device);
    }

    /** A server on a free port of 127.0.0.1, over http. */
    public static FakeAuthorizationServer start() {
        return builder().start();
    }

    /** A builder of a server. */
    public static Builder builder() {
        return new Builder();
    }

    /** The issuer: origin and path, without a slash at the end. */
    public String issuer() {
        return origin() + path();
    }

    // What it knows

    /** Makes a client known; with a secret it uses {@code client_secret_basic}, without one it is public. */
    public FakeAuthorizationServer client(String clientId, @Nullable String clientSecret, String... redirectUris) {
        return client(new RegisteredClient(
                clientId,
                clientSecret,
                clientSecret == null ? "none" : "client_secret_basic",
                List.of(redirectUris),
                Map.of()));
    }

    /** Makes a client known. */
    public FakeAuthorizationServer client(RegisteredClient client) {
        clients.add(client);
        return this;
    }

    /** The clients it knows, registered by themselves or beforehand. */
    public List<RegisteredClient> clients() {
        return clients.all();
    }

    /** Forgets all clients, as a server does that was set up again. */
    public FakeAuthorizationServer forgetClients() {
        clients.clear();
        return this;
    }

    // What it says

    /** Changes the metadata just before they are served, at each request; at first nothing is changed. */
    public FakeAuthorizationServer metadata(Consumer<Map<String, Object>> change) {
        settings.metadata = change;
        return this;
    }

    /** Where the metadata are; at first at all three places. None means that the server has no metadata. */
    public FakeAuthorizationServer metadataAt(MetadataLocation... locations) {
        settings.metadataLocations.retainAll(Arrays.asList(locations));
        settings.metadataLocations.addAll(Arrays.asList(locations));
        return this;
    }

    /** Changes the answers of {@code /register}; the client is known by then as it was before the change. */
    public FakeAuthorizationServer registrationResponse(Consumer<Map<String, Object>> change) {
        settings.registrationResponse = change;
        return this;
    }

    /** Changes the parameters that go back to the redirect URI, of a code and of an error. */
    public FakeAuthorizationServer authorizationResponse(Consumer<Map<String, String>> change) {
        settings.authorizationResponse = change;
        return this;
    }

    /** Changes the token responses; the token is known by then as it was before the change. */
    public FakeAuthorizationServer tokenResponse(Consumer<Map<String, Object>> change) {
        settings.tokenResponse = change;
        return this;
    }

    /**
     * Makes it an OpenID provider: where the granted scope has {@code openid}, token responses bring an ID token that is
     * signed with this key, and {@code /jwks} shows the key, and no other. Called again, it changes the key.
     */
    public FakeAuthorizationServer idTokens(SigningKey key) {
        settings.idTokenKey = key;
        return jwks(List.of(key.jwk()));
    }

    /** What {@code /jwks} shows; at first no key. */
    public FakeAuthorizationServer jwks(List<Map<String, Object>> keys) {
        settings.jwks = List.copyOf(keys);
        return this;
    }

    /** Changes the claims of ID tokens before they are signed. */
    public FakeAuthorizationServer idTokenClaims(Consumer<Map<String, Object>> change) {
        settings.idTokenClaims = change;
        return this;
    }

    // What it does

    /** How registered clients must authenticate, from the next registration on; at first {@code none}. */
    public FakeAuthorizationServer registrationAuthMethod(String method) {
        settings.registrationAuthMethod = method;
        return this;
    }

    /** Whether a loopback redirect URI may have another port than the registered one (RFC 8252 §7.3); at first not. */
    public FakeAuthorizationServer anyLoopbackPort(boolean allowed) {
        settings.anyLoopbackPort = allowed;
        return this;
    }

    /**
     * Whether any https URL is taken for the id of a public client with loopback redirect URIs (Client ID Metadata
     * Document, not fetched); at first not.
     */
    public FakeAuthorizationServer clientIdUrls(boolean accepted) {
        settings.clientIdUrls = accepted;
        return this;
    }

    /** Refuses the next so many logins with {@code access_denied}. */
    public FakeAuthorizationServer denyNext(int logins) {
        settings.denials.set(logins);
        return this;
    }

    /**
     * Whether a page with two links is shown in place of allowing at once; at first not. Where it would be shown, a request
     * with {@code prompt=none} fails with {@code login_required}.
     */
    public FakeAuthorizationServer loginPage(boolean shown) {
        settings.loginPage = shown;
        return this;
    }

    /** The links that allow the logins that wait on a login page. */
    public List<String> waitingLogins() {
        return authorization.waiting();
    }

    /** Offers pushed authorization requests (RFC 9126), and may demand them; at first it does not. */
    public FakeAuthorizationServer pushedAuthorizationRequests(boolean demanded) {
        settings.pushedRequests = true;
        settings.onlyPushedRequests = demanded;
        return this;
    }

    /**
     * Offers device authorization (RFC 8628) with this interval between token requests; at first it does not. A token
     * request that comes earlier by the server's clock is counted and told to slow down.
     */
    public FakeAuthorizationServer deviceAuthorization(Duration interval) {
        settings.deviceInterval = interval;
        return this;
    }

    /** Changes the device authorization responses; the codes are known by then as they were before the change. */
    public FakeAuthorizationServer deviceAuthorizationResponse(Consumer<Map<String, Object>> change) {
        settings.deviceResponse = change;
        return this;
    }

    /** The codes for persons to enter that were issued so far. */
    public List<String> userCodes() {
        return device.userCodes();
    }

    /** What a person does who has entered a code: allows the login, or refuses it. */
    public FakeAuthorizationServer decide(String userCode, boolean yes) {
        if (!device.decide(userCode, yes)) {
            throw new IllegalArgumentException("no such code was issued");
        }
        return this;
    }

    /** How many token requests of devices came before their interval was over. */
    public int earlyPolls() {
        return device.earlyPolls();
    }

    /** The scope granted for a requested one (empty for none); at first just what is requested. */
    public FakeAuthorizationServer grantedScope(UnaryOperator<String> granted) {
        settings.grantedScope = granted;
        return this;
    }

    /** The lifetime of access tokens issued from now on; at first one hour. */
    public FakeAuthorizationServer tokenLifetime(Duration lifetime) {
        settings.tokenLifetime = lifetime;
        return this;
    }

    /** Whether a refresh gives a new refresh token and spends the old one; at first it does. */
    public FakeAuthorizationServer rotation(boolean rotates) {
        settings.rotation = rotates;
        return this;
    }

    /** Whether logins give refresh tokens; at first they do. */
    public FakeAuthorizationServer refreshTokens(boolean given) {
        settings.refreshTokens = given;
        return this;
    }

    /** Whether {@code resource} (RFC 8707) must be on every authorization and token request; at first not. */
    public FakeAuthorizationServer requireResource(boolean required) {
        settings.requireResource = required;
        return this;
    }

    /** The only resources tokens are issued for; at first any. */
    public FakeAuthorizationServer resources(String... allowed) {
        settings.allowedResources = List.of(allowed);
        return this;
    }

    /**
     * Serves a grant type by this function, without authenticating the client; it may answer with {@link #answer} to
     * {@link #issue}.
     */
    public FakeAuthorizationServer grant(String grantType, Function<RecordedRequest, Reply> grant) {
        settings.grants.put(grantType, grant);
        return this;
    }

    /**
     * Whether a token that is asked for with a DPoP proof (RFC 9449) is bound to its key; at first not, and proofs are not
     * looked at.
     */
    public FakeAuthorizationServer dpop(boolean known) {
        settings.dpop = known;
        return this;
    }

    /** The nonce that proofs need from now on, beside the one before; null for none, as at first. */
    public FakeAuthorizationServer dpopNonce(@Nullable String nonce) {
        token.proofs().demand(nonce);
        return this;
    }

    /** The thumbprint of the key that an access token or refresh token is bound to; null if it is not bound. */
    public @Nullable String thumbprint(String boundToken) {
        return ledger.thumbprint(boundToken);
    }

    Clock clock() {
        return settings.clock;
    }

    // Tokens

    /** Issues a token without any request, and with a refresh token. */
    public GrantedToken issue(String clientId, @Nullable String scope, String... resources) {
        return ledger.grant(clientId, scope, List.of(resources), true, null);
    }

    /** The answer of the token endpoint with this token. */
    public Reply answer(GrantedToken granted) {
        return token.response(granted);
    }

    /** Whether an access token is known, not expired and not revoked. */
    public boolean isActive(String accessToken) {
        return ledger.active(accessToken).isPresent();
    }

    /** What an access token stands for; empty if it is not active. */
    public Optional<GrantedToken> lookup(String accessToken) {
        return ledger.active(accessToken);
    }

    /** The tokens issued so far and not revoked one by one, expired or not, in no particular order. */
    public List<GrantedToken> issued() {
        return ledger.issued();
    }

    /** Ends all access tokens; refresh tokens stay good. */
    public FakeAuthorizationServer endAccessTokens() {
        ledger.endAccessTokens();
        return this;
    }

    /** Ends all grants: every access token and every refresh token. */
    public FakeAuthorizationServer endGrants() {
        ledger.endEverything();
        return this;
    }

    // Counts

    /** How many refresh requests came, answered well or not, since the requests were last forgotten. */
    public int refreshCount() {
        return tokenRequests("refresh_token").size();
    }

    /** The token requests with this grant type. */
    public List<RecordedRequest> tokenRequests(String grantType) {
        return requestsTo("/token").stream()
                .filter(request -> Objects.equals(request.parameter("grant_type"), grantType))
                .toList();
    }

    /** How many token requests were answered {@code invalid_grant}, the scripted answers not included. */
    public int invalidGrantCount() {
        return token.invalidGrants();
    }

    /** How many times a spent refresh token came again. */
    public int reuseCount() {
        return ledger.reuses();
    }

    @Override
    Reply answer(RecordedRequest request) {
        try {
            for (MetadataLocation location : MetadataLocation.values()) {
                if (request.path().equals(location.path(path())) && settings.metadataLocations.contains(location)) {
                    return Reply.json(200, metadata(location));
                }
            }
            return endpoint(request);
        } catch (Refusal refusal) {
            return token.proofs().withNonce(challengeBasic(request, refusal.reply()));
        }
    }

    private Reply endpoint(RecordedRequest request) {
        if (!request.path().startsWith(path() + "/")) {
            return Reply.status(404);
        }
        return switch (localPath(request)) {
            case "/register" -> registration.answer(request);
            case "/authorize" -> authorization.answer(request);
            case FakeAuthorizationEndpoint.APPROVE -> authorization.decide(request, true);
            case FakeAuthorizationEndpoint.DENY -> authorization.decide(request, false);
            case FakeAuthorizationEndpoint.PUSH -> authorization.push(request);
            case FakeDeviceEndpoint.PATH -> device.answer(request);
            case FakeDeviceEndpoint.PAGE -> device.page(request);
            case "/token" -> token.proofs().withNonce(token.answer(request));
            case "/revoke" -> token.revoke(request);
            case "/jwks" -> Reply.json(200, Map.of("keys", settings.jwks));
            default -> Reply.status(404);
        };
    }

    /** RFC 6749 §5.2: a client that tried Basic is told so. */
    private static Reply challengeBasic(RecordedRequest request, Reply reply) {
        boolean tried = reply.status() == 401 && request.header("Authorization") != null;
        return tried ? reply.header("WWW-Authenticate", "Basic realm=\"fake\"") : reply;
    }

    private Map<String, Object> metadata(MetadataLocation location) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer());
        metadata.put("authorization_endpoint", issuer() + "/authorize");
        metadata.put("token_endpoint", issuer() + "/token");
        metadata.put("registration_endpoint", issuer() + "/register");
        metadata.put("revocation_endpoint", issuer() + "/revoke");
        metadata.put("response_types_supported", List.of("code"));
        List<String> grantTypes = new ArrayList<>(List.of("authorization_code", "refresh_token", "client_credentials"));
        grantTypes.addAll(settings.grants.keySet());
        metadata.put("grant_types_supported", grantTypes);
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put(
                "token_endpoint_auth_methods_supported", List.of("none", "client_secret_basic", "client_secret_post"));
        metadata.put("authorization_response_iss_parameter_supported", true);
        if (settings.dpop) {
            metadata.put("dpop_signing_alg_values_supported", List.of("ES256"));
        }
        if (settings.pushedRequests) {
            metadata.put("pushed_authorization_request_endpoint", issuer() + FakeAuthorizationEndpoint.PUSH);
            metadata.put("require_pushed_authorization_requests", settings.onlyPushedRequests);
        }
        if (settings.deviceInterval != null) {
            metadata.put("device_authorization_endpoint", issuer() + FakeDeviceEndpoint.PATH);
            grantTypes.add(FakeDeviceEndpoint.GRANT_TYPE);
        }
        if (settings.clientIdUrls) {
            metadata.put("client_id_metadata_document_supported", true);
        }
        if (location != MetadataLocation.OAUTH || settings.idTokenKey != null) {
            metadata.put("jwks_uri", issuer() + "/jwks");
            metadata.put("subject_types_supported", List.of("public"));
            metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        }
        settings.metadata.accept(metadata);
        return metadata;
    }

    @Override
    FakeAuthorizationServer self() {
        return this;
    }

    /** Builds a {@link FakeAuthorizationServer}. */
    public static final class Builder extends FakeServer.Builder<FakeAuthorizationServer, Builder> {
        private Clock clock = Clock.systemUTC();
        private String accessTokenPrefix = "at-";
        private String refreshTokenPrefix = "rt-";

        private Builder() {
            super("");
        }

        /** The clock that ends codes and tokens; the system's if not set. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** How tokens begin; {@code at-} and {@code rt-} if not set. */
        public Builder tokenPrefixes(String accessToken, String refreshToken) {
            this.accessTokenPrefix = accessToken;
            this.refreshTokenPrefix = refreshToken;
            return this;
        }

        @Override
        FakeAuthorizationServer create() {
            return new FakeAuthorizationServer(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
