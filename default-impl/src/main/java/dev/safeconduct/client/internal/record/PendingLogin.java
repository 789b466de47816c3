package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A login that was asked for and has not ended.
 *
 * @param key whose login
 * @param asked when it was asked for
 * @param openedUntil until when no other login may be opened for the same server; null if nothing was opened
 * @param pages when login pages were opened in the last hour, the newest last
 */
public record PendingLogin(TokenKey key, Instant asked, @Nullable Instant openedUntil, List<Instant> pages) {

    public PendingLogin {
        pages = List.copyOf(pages);
    }
}
