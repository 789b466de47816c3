package dev.safeconduct.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The token endpoint and the revocation endpoint. */
final class FakeTokenEndpoint {
    private final String issuer;
    private final AuthorizationServerSettings settings;
    private final ClientRegistry clients;
    private final TokenLedger ledger;
    private final ProofJudge proofs;
    private final AtomicInteger invalidGrants = new AtomicInteger();

    private final FakeDeviceEndpoint device;

    FakeTokenEndpoint(
            String issuer,
            AuthorizationServerSettings settings,
            ClientRegistry clients,
            TokenLedger ledger,
            FakeDeviceEndpoint device) {
        this.proofs = new ProofJudge(() -> settings.clock, 400);
        this.issuer = issuer;
        this.settings = settings;
        this.clients = clients;
        this.ledger = ledger;
        this.device = device;
    }

    Reply answer(RecordedRequest request) {
        if (!request.method().equals("POST")) {
            return Reply.status(405).header("Allow", "POST");
        }
        try {
            return exchange(request);
        } catch (Refusal refusal) {
            if (refusal.error().equals("invalid_grant")) {
                invalidGrants.incrementAndGet();
            }
            throw refusal;
        }
    }

    Reply revoke(RecordedRequest request) {
        RegisteredClient client = clients.authenticate(request);
        ledger.revoke(required(request, "token"), client.clientId());
        return Reply.status(200);
    }

    ProofJudge proofs() {
        return proofs;
    }

    int invalidGrants() {
        return invalidGrants.get();
    }

    /** The token response (RFC 6749 §5.1), as the settings will have it. */
    Reply response(GrantedToken token) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", token.accessToken());
        members.put("token_type", ledger.thumbprint(token.accessToken()) == null ? "Bearer" : "DPoP");
        members.put(
                "expires_in",
                Duration.between(token.issuedAt(), token.expiresAt()).toSeconds());
        if (token.refreshToken() != null) {
            members.put("refresh_token", token.refreshToken());
        }
        if (token.scope() != null) {
            members.put("scope", token.scope());
        }
        SigningKey key = settings.idTokenKey;
        if (key != null && token.scopes().contains("openid")) {
            members.put("id_token", key.sign(idTokenClaims(token)));
        }
        settings.tokenResponse.accept(members);
        return Reply.json(200, members).header("Cache-Control", "no-store");
    }

    /** OpenID Connect Core §2; a refresh repeats no nonce (§12.2). */
    private Map<String, Object> idTokenClaims(GrantedToken token) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", "person-1");
        claims.put("aud", token.clientId());
        claims.put("exp", token.expiresAt().getEpochSecond());
        claims.put("iat", token.issuedAt().getEpochSecond());
        claims.put("email", "person@example.test");
        if (token.nonce() != null && token.issued() == 1) {
            claims.put("nonce", token.nonce());
        }
        settings.idTokenClaims.accept(claims);
        return claims;
    }

    private Reply exchange(RecordedRequest request) {
        request.form().forEach((name, values) -> {
            if (values.size() > 1 && !name.equals("resource") && !name.equals("audience")) {
                throw new Refusal("invalid_request", name + " more than once");
            }
        });
        String grantType = required(request, "grant_type");
        Function<RecordedRequest, Reply> scripted = settings.grants.get(grantType);
        if (scripted != null) {
            return scripted.apply(request);
        }
        RegisteredClient client = clients.authenticate(request);
        String thumbprint = settings.dpop ? proofs.thumbprint(request, issuer + "/token", null) : null;
        if (grantType.equals("refresh_token")) {
            checkKey(required(request, "refresh_token"), thumbprint);
        }
        GrantedToken token =
                switch (grantType) {
                    case "authorization_code" -> byCode(request, client);
                    case "refresh_token" ->
                        ledger.refresh(
                                required(request, "refresh_token"),
                                client.clientId(),
                                optional(request, "scope"),
                                resources(request),
                                settings.rotation);
                    case FakeDeviceEndpoint.GRANT_TYPE -> device.token(required(request, "device_code"), client);
                    case "client_credentials" -> byCredentials(request, client);
                    default -> throw new Refusal("unsupported_grant_type", "not known here");
                };
        if (thumbprint != null) {
            ledger.bind(token, thumbprint);
        }
        return response(token);
    }

    /** RFC 9449 §5: the refresh token of a public client is bound as well. */
    private void checkKey(String refreshToken, @Nullable String thumbprint) {
        String before = ledger.thumbprint(refreshToken);
        if (before != null && !before.equals(thumbprint)) {
            throw new Refusal("invalid_grant", "the refresh token is bound to another key");
        }
    }

    private GrantedToken byCode(RecordedRequest request, RegisteredClient client) {
        String code = required(request, "code");
        String verifier = required(request, "code_verifier");
        List<String> resources = resources(request);
        TokenLedger.Approval approval = ledger.takeCode(code);
        boolean right = approval.clientId().equals(client.clientId())
                && approval.redirectUri().equals(optional(request, "redirect_uri"))
                && verifier.matches("[A-Za-z0-9._~-]{43,128}")
                && approval.codeChallenge().equals(challenge(verifier));
        if (!right) {
            throw new Refusal("invalid_grant", "client, redirect_uri or code_verifier do not fit the code");
        }
        if (!approval.resources().isEmpty() && !approval.resources().containsAll(resources)) {
            throw new Refusal("invalid_target", "resource was not asked for at the authorization endpoint");
        }
        return ledger.grant(
                client.clientId(),
                approval.scope(),
                resources.isEmpty() ? approval.resources() : resources,
                settings.refreshTokens,
                code);
    }

    private GrantedToken byCredentials(RecordedRequest request, RegisteredClient client) {
        if (client.authMethod().equals("none")) {
            throw new Refusal("unauthorized_client", "a public client has no credentials");
        }
        return ledger.grant(
                client.clientId(), settings.granted(optional(request, "scope")), resources(request), false, null);
    }

    private List<String> resources(RecordedRequest request) {
        List<String> resources = request.form().getOrDefault("resource", List.of());
        settings.checkResources(resources);
        return resources;
    }

    private static String required(RecordedRequest request, String name) {
        String value = optional(request, name);
        if (value == null || value.isEmpty()) {
            throw new Refusal("invalid_request", name + " is missing");
        }
        return value;
    }

    private static @Nullable String optional(RecordedRequest request, String name) {
        List<String> values = request.form().getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
