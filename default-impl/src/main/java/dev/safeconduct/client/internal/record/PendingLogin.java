package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A login that was asked for and has not ended.
 *
 * @param key whose login
 * @param asked when it was asked for
 * @param openedUntil until when no other login may be opened for the same server; null if nothing was opened
 */
public record PendingLogin(TokenKey key, Instant asked, @Nullable Instant openedUntil) {}
