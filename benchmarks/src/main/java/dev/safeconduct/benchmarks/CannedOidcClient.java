package dev.safeconduct.benchmarks;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/** Quarkus' client without a server: a token for an hour, and no other. */
final class CannedOidcClient implements OidcClient {

    @Override
    public Uni<Tokens> getTokens(Map<String, String> additionalGrantParameters) {
        long end = Instant.now().plusSeconds(3600).getEpochSecond();
        return Uni.createFrom().item(new Tokens("t".repeat(40), end, null, null, null, new JsonObject(), "robot"));
    }

    @Override
    public Uni<Tokens> refreshTokens(String refreshToken, Map<String, String> additionalGrantParameters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Boolean> revokeAccessToken(String accessToken, Map<String, String> additionalParameters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
