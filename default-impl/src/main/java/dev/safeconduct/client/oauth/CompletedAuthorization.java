package dev.safeconduct.client.oauth;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A login that a web application has completed. Immutable; holds no secret.
 *
 * @param session the id of the session that is logged in now
 * @param server the server that it is logged in to, as it is configured
 * @param account who logged in, as the authorization server names them to people (in the ID token: preferred user name,
 *     e-mail address or subject); null if it does not say. For display: it is not a key of a user
 */
public record CompletedAuthorization(String session, URI server, @Nullable String account) {}
