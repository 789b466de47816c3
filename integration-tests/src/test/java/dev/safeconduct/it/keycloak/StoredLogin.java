package dev.safeconduct.it.keycloak;

import com.auth0.jwt.JWT;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A token record as the agent's file store holds it.
 *
 * @param file where
 * @param accessToken the access token, a JWT
 * @param refreshToken the refresh token; empty if there are none
 * @param idToken the ID token
 * @param clientId the client that it was issued to
 */
record StoredLogin(Path file, String accessToken, String refreshToken, DecodedJWT idToken, String clientId) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static StoredLogin read(Path file) {
        try {
            JsonNode record = JSON.readTree(file.toFile());
            return new StoredLogin(
                    file,
                    record.path("access_token").asText(),
                    record.path("safeconduct_refresh_token").asText(),
                    JWT.decode(record.path("id_token").asText()),
                    record.path("client_id").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The access token's own identifier. */
    String tokenId() {
        return JWT.decode(accessToken).getId();
    }

    /** When the access token ends, by its own words. */
    Instant expiresAt() {
        return JWT.decode(accessToken).getExpiresAtAsInstant();
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "StoredLogin[" + file.getFileName() + ", client " + clientId + "]";
    }
}
