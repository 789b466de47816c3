package dev.safeconduct.agent.hook.adapter;

import dev.safeconduct.agent.hook.AdapterSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The loaders of one adapter: one for each woven class. They are kept in that class: a loader lives and dies with it. Sites
 * that share these share what their adapter knows.
 */
public final class AdapterLoaders extends ClassValue<ClassLoader> {

    private final String client;
    private final String adapter;
    private final AdapterSource source;
    private final @Nullable String home;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    /**
     * Loads nothing of the adapter.
     *
     * @param client the hook's name
     * @param adapter the name of its main class
     * @param source has the adapter's class files and what they share with the agent
     */
    public AdapterLoaders(String client, String adapter, AdapterSource source) {
        this(client, adapter, source, null);
    }

    /**
     * The same for a client that is woven in several classes, whose sites pass objects of the adapter from one to another.
     *
     * @param home the woven class, with dots, where the adapter of all is kept; null if each keeps its own
     */
    public AdapterLoaders(String client, String adapter, AdapterSource source, @Nullable String home) {
        this.home = home == null ? null : source.relocation().of(home);
        this.client = client;
        this.adapter = adapter;
        this.source = source;
    }

    /** The loader of the adapter for a woven class. */
    ClassLoader loader(Class<?> woven) throws ClassNotFoundException {
        return get(home == null ? woven : Class.forName(home, false, woven.getClassLoader()));
    }

    AdapterSource source() {
        return source;
    }

    /** Whether the adapter has not failed before: one line is enough. */
    boolean isFirstFailure() {
        return hasFailed.compareAndSet(false, true);
    }

    @Override
    protected ClassLoader computeValue(Class<?> woven) {
        return new AdapterLoader(client, adapter, source, woven.getClassLoader());
    }
}
