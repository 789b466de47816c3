package dev.safeconduct.agent.hook.adapter;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge calls at a site of a library client: hands something to the adapter that belongs to the loader of the
 * woven class. Throws nothing into the host: where there is no adapter, or it fails, nothing is done.
 */
public final class AdapterHandler implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    private static final MethodType CALL = MethodType.methodType(Object.class, Object.class);

    private final String client;
    private final Adapter adapter;
    private final ClassLoader agent;
    private final Supplier<?> session;
    private final EventLog log;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * The adapter of each woven class, kept in that class: it lives and dies with it, and nothing in the agent refers
     * to it. A failure is a value like another, as otherwise each call would try again.
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
     * @param agent has the adapter's class files and what they share with the agent
     * @param session makes the adapter's second argument; called once for each loader of the host
     */
    public AdapterHandler(String client, Adapter adapter, ClassLoader agent, Supplier<?> session, EventLog log) {
        this.client = client;
        this.adapter = adapter;
        this.agent = agent;
        this.session = session;
        this.log = log;
    }

    @Override
    public @Nullable Object apply(Object self, @Nullable Object argument) {
        try {
            return (Object) adapters.get(woven(self)).invokeExact(subject(self, argument));
        } catch (Throwable e) {
            tell(e);
            return adapter.subject() == Adapter.Subject.VALUE ? argument : null;
        }
    }

    /** Not the class of {@code this}, which may be a subclass of another loader. */
    private Class<?> woven(Object self) {
        Class<?> type = self instanceof Class<?> known ? known : self.getClass();
        while (!type.getName().equals(adapter.woven())) {
            type = Objects.requireNonNull(type.getSuperclass());
        }
        return type;
    }

    private @Nullable Object subject(Object self, @Nullable Object argument) {
        return switch (adapter.subject()) {
            case SELF -> self;
            case FIRST_PARAMETER -> ((@Nullable Object[]) Objects.requireNonNull(argument))[0];
            case VALUE -> argument;
        };
    }

    private MethodHandle adapterFor(Class<?> woven) throws ReflectiveOperationException {
        ClassLoader loader = new AdapterLoader(client, adapter.type(), agent, woven.getClassLoader());
        Object second = session.get();
        for (Method method : loader.loadClass(adapter.type()).getMethods()) {
            if (method.getName().equals(adapter.method())
                    && Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == 2
                    && (adapter.subject() != Adapter.Subject.SELF
                            || method.getParameterTypes()[0].isAssignableFrom(woven))
                    && method.getParameterTypes()[1].isInstance(second)) {
                MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
                return MethodHandles.insertArguments(handle, 1, second).asType(CALL);
            }
        }
        throw new NoSuchMethodException(adapter.type() + "." + adapter.method());
    }

    /** For an adapter that is not there: a result stays as it is. */
    private MethodHandle nothing() {
        return adapter.subject() == Adapter.Subject.VALUE
                ? MethodHandles.identity(Object.class)
                : MethodHandles.empty(CALL);
    }

    private void tell(Throwable cause) {
        if (told.compareAndSet(false, true)) {
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
