package dev.safeconduct.client.internal.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying a second method of client authentication (THREATS 84).
 *
 * @param worked the method that worked; null if none did, or that is not known yet
 * @param triedAt when it was tried
 */
public record AuthMethodTrial(@Nullable String worked, Instant triedAt) {}
