package dev.safeconduct.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Device authorization (RFC 8628): its endpoint, the page for the code, and what the token endpoint asks. */
final class FakeDeviceEndpoint {

    static final String PATH = "/device_authorization";
    static final String PAGE = "/device";
    static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private enum Decision {
        NONE,
        YES,
        NO
    }

    private static final class Pending {
        final RegisteredClient client;
        final String scope;
        final List<String> resources;
        final Instant expiresAt;
        Duration interval;
        Instant notBefore;
        Decision decision = Decision.NONE;

        Pending(RegisteredClient client, String scope, List<String> resources, Instant now, Duration interval) {
            this.client = client;
            this.scope = scope;
            this.resources = resources;
            this.expiresAt = now.plus(LIFETIME);
            this.interval = interval;
            this.notBefore = now.plus(interval);
        }
    }

    private final String issuer;
    private final AuthorizationServerSettings settings;
    private final ClientRegistry clients;
    private final TokenLedger ledger;
    private final Map<String, Pending> byDeviceCode = new LinkedHashMap<>();
    private final Map<String, Pending> byUserCode = new LinkedHashMap<>();
    private int earlyPolls;

    FakeDeviceEndpoint(
            String issuer, AuthorizationServerSettings settings, ClientRegistry clients, TokenLedger ledger) {
        this.issuer = issuer;
        this.settings = settings;
        this.clients = clients;
        this.ledger = ledger;
    }

    synchronized Reply answer(RecordedRequest request) {
        if (settings.deviceInterval == null) {
            return Reply.status(404);
        }
        RegisteredClient client = clients.authenticate(request);
        checkAllowed(client);
        List<String> resources = request.parameters("resource");
        settings.checkResources(resources);
        String scope = request.parameter("scope");
        Pending pending = new Pending(
                client, scope == null ? "" : scope, resources, settings.clock.instant(), settings.deviceInterval);
        String deviceCode = ledger.random("device-");
        String userCode = "WDJB-" + (1000 + byUserCode.size());
        byDeviceCode.put(deviceCode, pending);
        byUserCode.put(userCode, pending);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device_code", deviceCode);
        members.put("user_code", userCode);
        members.put("verification_uri", issuer + PAGE);
        members.put("verification_uri_complete", issuer + PAGE + "?user_code=" + userCode);
        members.put("expires_in", LIFETIME.toSeconds());
        members.put("interval", settings.deviceInterval.toSeconds());
        settings.deviceResponse.accept(members);
        return Reply.json(200, members).header("Cache-Control", "no-store");
    }

    /** A client that has registered itself may do what it has registered for. */
    private static void checkAllowed(RegisteredClient client) {
        Object grantTypes = client.metadata().get("grant_types");
        if (grantTypes instanceof List<?> allowed && !allowed.contains(GRANT_TYPE)) {
            throw new Refusal("unauthorized_client", "not registered for this grant");
        }
    }

    /** The page: with a code that is known, the person has allowed the login. */
    synchronized Reply page(RecordedRequest request) {
        String userCode = request.parameter("user_code");
        boolean known = userCode != null && decide(userCode, true);
        return known ? Reply.status(200) : Reply.status(400);
    }

    synchronized boolean decide(String userCode, boolean yes) {
        Pending pending = byUserCode.get(userCode);
        if (pending == null) {
            return false;
        }
        pending.decision = yes ? Decision.YES : Decision.NO;
        return true;
    }

    synchronized List<String> userCodes() {
        return List.copyOf(byUserCode.keySet());
    }

    synchronized int earlyPolls() {
        return earlyPolls;
    }

    /** RFC 8628 §3.5. Who comes too early is told to slow down, and that is counted. */
    synchronized GrantedToken token(String deviceCode, RegisteredClient client) {
        Pending pending = byDeviceCode.get(deviceCode);
        if (pending == null || !pending.client.clientId().equals(client.clientId())) {
            throw new Refusal("invalid_grant", "the device code is unknown");
        }
        Instant now = settings.clock.instant();
        if (!now.isBefore(pending.expiresAt)) {
            throw new Refusal("expired_token", "the device code has expired");
        }
        if (now.isBefore(pending.notBefore)) {
            earlyPolls++;
            pending.interval = pending.interval.plusSeconds(5);
            pending.notBefore = now.plus(pending.interval);
            throw new Refusal("slow_down", "too early");
        }
        pending.notBefore = now.plus(pending.interval);
        return switch (pending.decision) {
            case NONE -> throw new Refusal("authorization_pending", "the code is not entered yet");
            case NO -> throw new Refusal("access_denied", "the person said no");
            case YES -> {
                byDeviceCode.remove(deviceCode);
                yield ledger.grant(
                        client.clientId(),
                        settings.granted(pending.scope),
                        pending.resources,
                        settings.refreshTokens,
                        null);
            }
        };
    }
}
