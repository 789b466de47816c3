package dev.safeconduct.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An API on a loopback port that demands a bearer token, active at a {@link FakeAuthorizationServer} and issued for this
 * {@link #resource}. Without one it answers 401 with a challenge that names its metadata (RFC 9728), with one 200 and a
 * small JSON object.
 *
 * <p>Below {@link #path}, or at the root: {@code /redirect?to=…&status=…} redirects, {@code /echo} tells length and
 * SHA-256 of the body, {@code /slow?millis=…} answers late, {@code /large?bytes=…} with a large body, {@code
 * /status?code=…} with that status. All of them demand the token.
 */
public final class FakeProtectedResource extends FakeServer<FakeProtectedResource> {

    /** Where the metadata are served. */
    public enum MetadataForm {
        /** The well-known path before the resource's path. */
        PATH,
        /** The well-known path alone; {@code resource} is the bare origin there. */
        ROOT
    }

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final Set<MetadataForm> metadataForms = Collections.synchronizedSet(EnumSet.of(MetadataForm.PATH));
    private final Map<String, String> requiredScopes = new ConcurrentHashMap<>();
    private volatile FakeAuthorizationServer authorizationServer;
    private volatile String resource;
    private volatile Consumer<Map<String, Object>> metadata = members -> {};
    private volatile Function<RecordedRequest, @Nullable List<String>> challenges = request -> null;
    private volatile boolean namesMetadata = true;
    private volatile @Nullable String metadataPath;
    private volatile @Nullable String challengeScope;
    private final ProofJudge proofs;
    private volatile boolean dpop;
    private volatile boolean always401;
    private volatile boolean anyAudience;

    private FakeProtectedResource(Builder builder) {
        super(builder);
        authorizationServer = builder.authorizationServer;
        proofs = new ProofJudge(() -> authorizationServer.clock(), 401);
        resource = origin() + path();
    }

    /** An API on a free port of 127.0.0.1, over http, with the path {@code /mcp}. */
    public static FakeProtectedResource start(FakeAuthorizationServer authorizationServer) {
        return builder(authorizationServer).start();
    }

    /** A builder of an API. */
    public static Builder builder(FakeAuthorizationServer authorizationServer) {
        return new Builder(authorizationServer);
    }

    /** The resource identifier: at first origin and path; also the URL to configure. */
    public String resource() {
        return resource;
    }

    /** Sets the resource identifier, in the metadata of the path form and in what tokens are checked for. */
    public FakeProtectedResource resource(String identifier) {
        resource = identifier;
        return this;
    }

    /** The URL of a path of this origin. */
    public String url(String pathAndQuery) {
        return origin() + pathAndQuery;
    }

    /** Changes the authorization server, in the metadata and for the tokens. */
    public FakeProtectedResource authorizationServer(FakeAuthorizationServer server) {
        authorizationServer = server;
        return this;
    }

    // What it says

    /** Which forms of the well-known URL are served; at first the path form. None: there is no such document. */
    public FakeProtectedResource metadataAt(MetadataForm... forms) {
        metadataForms.retainAll(Arrays.asList(forms));
        metadataForms.addAll(Arrays.asList(forms));
        metadataPath = null;
        return this;
    }

    /** Serves the metadata at this path alone, which the challenge names. */
    public FakeProtectedResource metadataAt(String customPath) {
        metadataForms.clear();
        metadataPath = customPath;
        return this;
    }

    /** Changes the metadata just before they are served, at each request; at first nothing is changed. */
    public FakeProtectedResource metadata(Consumer<Map<String, Object>> change) {
        metadata = change;
        return this;
    }

    /** Whether the challenge has {@code resource_metadata}; at first it has. */
    public FakeProtectedResource namesMetadata(boolean named) {
        namesMetadata = named;
        return this;
    }

    /** The {@code scope} of the challenge; at first none. */
    public FakeProtectedResource challengeScope(@Nullable String scope) {
        challengeScope = scope;
        return this;
    }

    /**
     * The {@code WWW-Authenticate} lines of a 401, none of them for an empty list; where the function returns null, the
     * usual one. {@link #challenge} gives that one.
     */
    public FakeProtectedResource challenges(Function<RecordedRequest, @Nullable List<String>> lines) {
        challenges = lines;
        return this;
    }

    /** The {@code WWW-Authenticate} lines of every 401; none of them means no such header. */
    public FakeProtectedResource challenges(String... lines) {
        List<String> fixed = List.of(lines);
        return challenges(request -> fixed);
    }

    /** The usual challenge. */
    public String challenge() {
        return bearer(null, challengeScope);
    }

    // What it demands

    /**
     * Whether tokens have to be bound to a key (DPoP, RFC 9449), which the metadata then say, and the challenge; at first
     * not. One that is bound needs a proof in any case.
     */
    public FakeProtectedResource dpop(boolean demanded) {
        dpop = demanded;
        return this;
    }

    /** The nonce that proofs need from now on, beside the one before; null for none, as at first. */
    public FakeProtectedResource dpopNonce(@Nullable String nonce) {
        proofs.demand(nonce);
        return this;
    }

    /** Answers 401 whatever token comes; at first not. */
    public FakeProtectedResource always401(boolean always) {
        always401 = always;
        return this;
    }

    /** Whether tokens for other resources, or for none in particular, are good here; at first not. */
    public FakeProtectedResource anyAudience(boolean accepted) {
        anyAudience = accepted;
        return this;
    }

    /** Demands a scope for a path, else answers 403 {@code insufficient_scope}; an empty scope takes that away. */
    public FakeProtectedResource requireScope(String requestPath, String scope) {
        requiredScopes.put(requestPath, scope);
        return this;
    }

    @Override
    Reply answer(RecordedRequest request) {
        String metadataResource = metadataResource(request.path());
        if (metadataResource != null) {
            return Reply.json(200, metadata(metadataResource));
        }
        if (request.path().startsWith("/.well-known/")) {
            return Reply.status(404);
        }
        Optional<GrantedToken> token;
        try {
            token = token(request).filter(found -> !always401);
        } catch (Refusal refusal) {
            String error = refusal.error();
            Reply reply = Reply.json(401, Map.of("error", error, "why", String.valueOf(refusal.getMessage())));
            return proofs.withNonce(reply.header("WWW-Authenticate", challenge("DPoP", error, challengeScope)));
        }
        return proofs.withNonce(token.isEmpty() ? unauthorized(request) : authorized(request, token.get()));
    }

    private Reply authorized(RecordedRequest request, GrantedToken token) {
        String scope = requiredScope(request);
        if (scope != null && !token.scopes().containsAll(Arrays.asList(scope.split(" ", -1)))) {
            return Reply.json(403, Map.of("error", "insufficient_scope"))
                    .header("WWW-Authenticate", bearer("insufficient_scope", scope));
        }
        return content(request, token);
    }

    private @Nullable String metadataResource(String requestPath) {
        if (requestPath.equals(metadataPath)) {
            return resource;
        }
        if (metadataForms.contains(MetadataForm.PATH) && requestPath.equals(WELL_KNOWN + path())) {
            return resource;
        }
        return metadataForms.contains(MetadataForm.ROOT) && requestPath.equals(WELL_KNOWN) ? origin() : null;
    }

    private Map<String, Object> metadata(String identifier) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("resource", identifier);
        members.put("authorization_servers", List.of(authorizationServer.issuer()));
        members.put("bearer_methods_supported", List.of("header"));
        if (dpop) {
            members.put("dpop_bound_access_tokens_required", true);
        }
        metadata.accept(members);
        return members;
    }

    private Optional<GrantedToken> token(RecordedRequest request) {
        List<String> authorization = request.headers("Authorization");
        if (authorization.size() != 1) {
            return Optional.empty();
        }
        String[] words = authorization.get(0).strip().split(" +", 2);
        if (words.length != 2) {
            return Optional.empty();
        }
        String bound = authorizationServer.thumbprint(words[1]);
        boolean isRight =
                switch (words[0].toLowerCase(Locale.ROOT)) {
                    case "bearer" -> bound == null && !dpop;
                    case "dpop" ->
                        bound != null && bound.equals(proofs.thumbprint(request, origin() + request.path(), words[1]));
                    default -> false;
                };
        return isRight ? authorizationServer.lookup(words[1]).filter(this::isForThisResource) : Optional.empty();
    }

    private boolean isForThisResource(GrantedToken token) {
        boolean forRoot =
                metadataForms.contains(MetadataForm.ROOT) && token.resources().contains(origin());
        return anyAudience || forRoot || token.resources().contains(resource);
    }

    private @Nullable String requiredScope(RecordedRequest request) {
        String scope = requiredScopes.getOrDefault(request.path(), requiredScopes.get(localPath(request)));
        return scope == null || scope.isBlank() ? null : scope;
    }

    private Reply unauthorized(RecordedRequest request) {
        boolean presented = !request.headers("Authorization").isEmpty();
        List<String> lines = challenges.apply(request);
        if (lines == null) {
            lines = List.of(bearer(presented ? "invalid_token" : null, challengeScope));
        }
        Reply reply = Reply.json(401, Map.of("error", presented ? "invalid_token" : "unauthorized"));
        for (String line : lines) {
            reply = reply.header("WWW-Authenticate", line);
        }
        return reply;
    }

    private String bearer(@Nullable String error, @Nullable String scope) {
        return challenge(dpop ? "DPoP" : "Bearer", error, scope);
    }

    private String challenge(String scheme, @Nullable String error, @Nullable String scope) {
        List<String> parameters = new ArrayList<>();
        String at = metadataUrlPath();
        if (namesMetadata && at != null) {
            parameters.add("resource_metadata=\"" + origin() + at + "\"");
        }
        if (scope != null) {
            parameters.add("scope=\"" + scope + "\"");
        }
        if (error != null) {
            parameters.add("error=\"" + error + "\"");
        }
        return parameters.isEmpty() ? scheme : scheme + " " + String.join(", ", parameters);
    }

    private @Nullable String metadataUrlPath() {
        if (metadataForms.contains(MetadataForm.PATH)) {
            return WELL_KNOWN + path();
        }
        return metadataForms.contains(MetadataForm.ROOT) ? WELL_KNOWN : metadataPath;
    }

    private Reply content(RecordedRequest request, GrantedToken token) {
        return switch (localPath(request)) {
            case "/redirect" -> Reply.redirect(number(request, "status", 302), query(request, "to", "/"));
            case "/echo" ->
                Reply.json(200, Map.<String, Object>of("length", request.bodyLength(), "sha256", request.bodySha256()));
            case "/slow" -> ok(request, token).delayed(Duration.ofMillis(number(request, "millis", 1000)));
            case "/large" -> Reply.filled(number(request, "bytes", 1_000_000));
            case "/status" -> Reply.status(number(request, "code", 500));
            default -> ok(request, token);
        };
    }

    private static Reply ok(RecordedRequest request, GrantedToken token) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("ok", true);
        members.put("path", request.path());
        members.put("client", token.clientId());
        members.put("scope", token.scope() == null ? "" : token.scope());
        return Reply.json(200, members);
    }

    private static String query(RecordedRequest request, String name, String otherwise) {
        List<String> values = request.query().getOrDefault(name, List.of());
        return values.isEmpty() ? otherwise : values.get(0);
    }

    private static int number(RecordedRequest request, String name, int otherwise) {
        return Integer.parseInt(query(request, name, Integer.toString(otherwise)));
    }

    @Override
    FakeProtectedResource self() {
        return this;
    }

    /** Builds a {@link FakeProtectedResource}. */
    public static final class Builder extends FakeServer.Builder<FakeProtectedResource, Builder> {
        private final FakeAuthorizationServer authorizationServer;

        private Builder(FakeAuthorizationServer authorizationServer) {
            super("/mcp");
            this.authorizationServer = authorizationServer;
        }

        @Override
        FakeProtectedResource create() {
            return new FakeProtectedResource(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
