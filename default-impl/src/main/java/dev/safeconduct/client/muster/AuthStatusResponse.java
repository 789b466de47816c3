package dev.safeconduct.client.muster;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a session stands at all servers: what the Go tool answers at {@code auth://status}. Immutable.
 *
 * @param servers in their order
 */
public record AuthStatusResponse(List<ServerAuthStatus> servers) {

    public AuthStatusResponse {
        servers = List.copyOf(servers);
    }

    /**
     * Reads a document. {@code "servers": null}, or no such member, reads as no servers; a member that is not known is
     * ignored. A status of another version reads as {@code error} with that as the reason, and what contradicts a
     * server's status is left out.
     *
     * @throws OAuthException if it is not a JSON object, or a member has the wrong type
     */
    public static AuthStatusResponse read(byte[] json) throws OAuthException {
        Object servers = OAuthJson.parseObject(json, "authentication status").get("servers");
        List<ServerAuthStatus> read = new ArrayList<>();
        if (servers != null && !(servers instanceof List<?>)) {
            throw new OAuthException("The member \"servers\" of the authentication status is not a list.");
        }
        for (Object server : servers instanceof List<?> list ? list : List.of()) {
            if (!(server instanceof Map<?, ?> object)) {
                throw new OAuthException("A server in the authentication status is not a JSON object.");
            }
            read.add(ServerAuthStatus.read(object));
        }
        return new AuthStatusResponse(read);
    }

    /** The document, in UTF-8. */
    public byte[] write() {
        return OAuthJson.write(
                Map.of("servers", servers.stream().map(ServerAuthStatus::toJson).toList()));
    }

    /** The servers that a user has to log in to for the first time, as the Go tool's agent tells of them. */
    public List<AuthRequiredInfo> authRequired() {
        return servers.stream()
                .filter(server -> server.status() == SessionServerStatus.AUTH_REQUIRED)
                .map(AuthRequiredInfo::of)
                .toList();
    }
}
