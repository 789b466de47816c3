package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.SneakyThrow;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the agent's module, which exports nothing: the provider of {@link Function}. Works once, for the entry
 * class, which is the first to know of it.
 */
public final class AgentStart implements Function<@Nullable Object[], @Nullable Object> {

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    /** For {@link java.util.ServiceLoader}. */
    public AgentStart() {}

    /**
     * Starts the agent.
     *
     * @param arguments those of {@link AgentRuntime#start}
     * @return what it returns
     */
    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Object apply(@Nullable Object[] arguments) {
        if (!BEGUN.compareAndSet(false, true)) {
            throw new IllegalStateException("The agent has been started already.");
        }
        try {
            return AgentRuntime.start(
                    Objects.requireNonNull((Instrumentation) arguments[0]),
                    (String) arguments[1],
                    Objects.requireNonNull((Map<String, String>) arguments[2]),
                    Objects.requireNonNull((Map<String, String>) arguments[3]));
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw SneakyThrow.of(e);
        }
    }
}
