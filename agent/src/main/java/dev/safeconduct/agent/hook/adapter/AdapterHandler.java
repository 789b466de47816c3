package dev.safeconduct.agent.hook.adapter;

import dev.safeconduct.agent.hook.AdapterSource;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge calls at a site of a library client: hands something to the adapter that belongs to the loader of the
 * woven class. Throws nothing into the host: where there is no adapter, or it fails, nothing is done.
 */
public final class AdapterHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private static final MethodType CALL = MethodType.methodType(Object.class, Object.class, Object.class);

    private final String client;
    private final Adapter adapter;
    private final String home;
    private final AdapterLoaders loaders;
    private final Supplier<?> session;
    private final EventLog log;

    /**
     * The adapter of each class that may have one, kept in that class: it lives and dies with it, and nothing in the agent
     * refers to it. A failure is a value like another, as otherwise each call would try again.
     */
    private final ClassValue<MethodHandle> adapters = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> woven) {
            try {
                return adapterFor(woven);
            } catch (Throwable e) {
                tell(e);
                return nothing();
            }
        }
    };

    /**
     * For one site; loads nothing of the adapter.
     *
     * @param client the hook's name
     * @param source has the adapter's class files and what they share with the agent
     * @param session makes the adapter's second argument; called once for each loader of the host
     */
    public AdapterHandler(String client, Adapter adapter, AdapterSource source, Supplier<?> session, EventLog log) {
        this(client, adapter, new AdapterLoaders(client, adapter.type(), source), session, log);
    }

    /** The same for a site whose adapter shares its loaders with others. */
    public AdapterHandler(String client, Adapter adapter, AdapterLoaders loaders, Supplier<?> session, EventLog log) {
        this.client = client;
        this.adapter = adapter;
        this.home = loaders.source().relocation().of(adapter.home());
        this.loaders = loaders;
        this.session = session;
        this.log = log;
    }

    @Override
    public @Nullable Object apply(Object self, @Nullable Object argument) {
        try {
            Class<?> type = type(self);
            if (type != null) {
                return (Object) adapters.get(type).invokeExact(subject(self, argument), argument);
            }
        } catch (Throwable e) {
            tell(e);
        }
        return adapter.subject().isValue() ? argument : null;
    }

    /** Not the class of {@code this}, which may be a subclass of another loader; null if it is not one. */
    private @Nullable Class<?> type(Object self) {
        Class<?> type = self instanceof Class<?> known ? known : self.getClass();
        while (type != null && !type.getName().equals(home)) {
            type = type.getSuperclass();
        }
        return type;
    }

    private @Nullable Object subject(Object self, @Nullable Object argument) {
        return switch (adapter.subject()) {
            case SELF, SELF_AND_PARAMETERS, SELF_AND_VALUE -> self;
            case FIRST_PARAMETER -> ((@Nullable Object[]) Objects.requireNonNull(argument))[0];
            case VALUE -> argument;
        };
    }

    private MethodHandle adapterFor(Class<?> woven) throws ReflectiveOperationException {
        Object last = session.get();
        int subjects = adapter.subject().parameters();
        for (Method method : loaders.loader(woven).loadClass(adapter.type()).getMethods()) {
            if (method.getName().equals(adapter.method())
                    && Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == subjects + 1
                    && (adapter.subject() != Adapter.Subject.SELF
                            || method.getParameterTypes()[0].isAssignableFrom(woven))
                    && method.getParameterTypes()[subjects].isInstance(last)) {
                MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
                MethodHandle bound = MethodHandles.insertArguments(handle, subjects, last);
                return (subjects == 1 ? MethodHandles.dropArguments(bound, 1, Object.class) : bound).asType(CALL);
            }
        }
        throw new NoSuchMethodException(adapter.type() + "." + adapter.method());
    }

    /** For an adapter that is not there: a result stays as it is. */
    private MethodHandle nothing() {
        return adapter.subject().isValue()
                ? MethodHandles.dropArguments(MethodHandles.identity(Object.class), 0, Object.class)
                : MethodHandles.empty(CALL);
    }

    private void tell(Throwable cause) {
        if (loaders.isFirstFailure()) {
            log.log(
                    Level.WARN,
                    "Internal error (" + name(cause) + "): requests of this program's " + client
                            + " get no token. See safeconduct.agent.log=debug.",
                    cause);
        }
    }

    /** With its message only where that names a class or a member. */
    private static String name(Throwable cause) {
        boolean isOfLinking = cause instanceof LinkageError || cause instanceof ReflectiveOperationException;
        return isOfLinking ? cause.toString() : cause.getClass().getName();
    }
}
