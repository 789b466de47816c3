package dev.safeconduct.spi;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person needs to know to log in. The URI holds the {@code state} of the login but no secret that would allow
 * another to finish it.
 *
 * @param uri the page to open
 * @param server the protected resource that the login is for, as its URL
 * @param account the account that is asked for, or null
 * @param userCode the code to type in (RFC 8628), or null
 * @param deadline when the login is given up
 */
public record LoginPrompt(
        URI uri, String server, @Nullable String account, @Nullable String userCode, Instant deadline) {}
