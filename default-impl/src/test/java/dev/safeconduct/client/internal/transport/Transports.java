package dev.safeconduct.client.internal.transport;

import dev.safeconduct.testkit.MapProviderConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Makes transports for tests. Their threads end with the tests. */
public final class Transports {

    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "transport");
        thread.setDaemon(true);
        return thread;
    };

    private Transports() {}

    /** One with these settings, keys without {@code safeconduct.}, that has time enough. */
    public static Transport with(String... settings) {
        return with(Duration.ofSeconds(30), Duration.ofSeconds(60), settings);
    }

    /** One with these settings, keys without {@code safeconduct.}. */
    public static Transport with(Duration connectTimeout, Duration timeout, String... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put("safeconduct." + settings[i], settings[i + 1]);
        }
        return new Transport(
                connectTimeout, timeout, Executors.newCachedThreadPool(DAEMONS), MapProviderConfig.of(values));
    }
}
