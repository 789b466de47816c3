package dev.safeconduct.client.internal.provider;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.Provider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses a provider by the rule that {@link Provider} states. */
public final class Providers {

    private Providers() {}

    /**
     * Chooses among what class loaders offer.
     *
     * @param type what is looked for
     * @param loaders where, in this order
     * @param key the configuration key, for errors
     * @param configured the name that is configured, or null
     * @param preferred the name that wins where several are found and none is configured
     * @throws OAuthException if the choice is empty; the message names the key and the artifact
     */
    public static <P extends Provider> P select(
            Class<P> type,
            List<ClassLoader> loaders,
            String key,
            @Nullable String configured,
            String preferred,
            EventLog log)
            throws OAuthException {
        List<P> all = new ArrayList<>();
        for (ClassLoader loader : loaders) {
            load(ServiceLoader.load(type, loader), key, log, all);
        }
        if (configured != null) {
            for (P provider : all) {
                if (provider.name().equals(configured)) {
                    return provider;
                }
            }
            throw new OAuthException("There is no provider \"" + configured + "\" for " + key + " (found: "
                    + (all.isEmpty() ? "none" : names(all)) + "). Add the artifact that brings it"
                    + (key.equals("safeconduct.store")
                            ? ", for example dev.safeconduct:safeconduct-" + configured + "-store"
                            : "")
                    + " (to the agent by safeconduct.agent.extensions), or change " + key + ".");
        }
        if (all.isEmpty()) {
            throw new OAuthException("There is no provider for " + key
                    + " on the class path. Add one, for example dev.safeconduct:safeconduct-file-store.");
        }
        for (P provider : all) {
            if (provider.name().equals(preferred)) {
                if (all.size() > 1 && log.enabled(EventLog.Level.DEBUG)) {
                    log.log(EventLog.Level.DEBUG, key + ": " + preferred + ", of " + names(all) + ".");
                }
                return provider;
            }
        }
        if (all.size() == 1) {
            return all.get(0);
        }
        throw new OAuthException(
                "Several providers are there for " + key + " (" + names(all) + "). Choose one with " + key + ".");
    }

    private static String names(List<? extends Provider> providers) {
        return providers.stream().map(Provider::name).sorted().collect(Collectors.joining(", "));
    }

    private static <P extends Provider> void load(ServiceLoader<P> found, String key, EventLog log, List<P> providers) {
        Iterator<P> iterator = found.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                providers.add(iterator.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                log.log(EventLog.Level.WARN, "A provider for " + key + " does not load and is passed over: " + e);
            }
        }
    }
}
