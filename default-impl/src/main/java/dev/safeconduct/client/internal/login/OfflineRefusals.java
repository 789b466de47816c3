package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.TokenKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * For which web logins {@code offline_access} was refused: the next one asks without it, as a loopback login does at
 * once. In memory, since each process finds out by one login more; the latest thousand. Safe for all threads.
 */
final class OfflineRefusals {

    private static final int MOST = 1000;

    private record Refusal(TokenKey key, String issuer) {}

    private final Set<Refusal> refusals = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Refusal, Boolean> eldest) {
            return size() > MOST;
        }
    }));

    void add(TokenKey key, String issuer) {
        refusals.add(new Refusal(key, issuer));
    }

    boolean isKnown(TokenKey key, String issuer) {
        return refusals.contains(new Refusal(key, issuer));
    }
}
