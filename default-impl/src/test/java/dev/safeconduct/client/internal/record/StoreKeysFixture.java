package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigInput;
import dev.safeconduct.client.internal.grant.GrantFlows;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Keys for tests. */
final class StoreKeysFixture {

    static final String ONE = key(1);
    static final String TWO = key(2);

    private StoreKeysFixture() {}

    /** A key as it is configured. */
    static String key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Base64.getEncoder().encodeToString(key);
    }

    /** @param settings keys without {@code safeconduct.store.}, each followed by its value */
    static StoreKeys keys(String... settings) {
        return keys(Clock.systemUTC(), settings);
    }

    static StoreKeys keys(Clock clock, String... settings) {
        return StoreKeys.of(config(settings), clock);
    }

    private static Config config(String... settings) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            given.put("safeconduct.store." + settings[i], settings[i + 1]);
        }
        Config config = Config.load(new ConfigInput(given, Map.of(), Map.of(), null), GrantFlows.ALL);
        if (!config.problems().isEmpty()) {
            throw new IllegalArgumentException(config.problems().toString());
        }
        return config;
    }
}
