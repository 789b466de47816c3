package dev.safeconduct.agent.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Looks up members of JDK classes that cannot be named in source. The handles take and give {@code Object} in place of
 * such classes; primitives and exported types stay.
 */
public final class Handles {

    private final ClassLoader loader;

    /**
     * Looks classes up in this loader.
     *
     * @param loader the platform loader sees all
     */
    public Handles(ClassLoader loader) {
        this.loader = loader;
    }

    /** A class, which is not initialized by this. */
    public Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    /** A field's value: {@code (Object)T}. */
    public static MethodHandle getter(Class<?> owner, String field, Class<?> type) throws ReflectiveOperationException {
        return erased(in(owner).findGetter(owner, field, type));
    }

    /** A method: {@code (Object, …)T}. */
    public static MethodHandle method(Class<?> owner, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return erased(in(owner).findVirtual(owner, name, MethodType.methodType(result, parameters)));
    }

    /** A field's value, or null if there is no such field: the agent can do without it. */
    public static @Nullable MethodHandle getterIfPresent(Class<?> owner, String field, Class<?> type)
            throws ReflectiveOperationException {
        try {
            return getter(owner, field, type);
        } catch (NoSuchFieldException e) {
            return null;
        }
    }

    /** A method, or null if there is no such method: the agent can do without it. */
    public static @Nullable MethodHandle methodIfPresent(
            Class<?> owner, String name, Class<?> result, Class<?>... parameters) throws ReflectiveOperationException {
        try {
            return method(owner, name, result, parameters);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** A static method. */
    public static MethodHandle staticMethod(Class<?> owner, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return erased(in(owner).findStatic(owner, name, MethodType.methodType(result, parameters)));
    }

    /** A constructor without parameters: {@code ()Object}. */
    public static MethodHandle constructor(Class<?> owner) throws ReflectiveOperationException {
        return erased(in(owner).findConstructor(owner, MethodType.methodType(void.class)));
    }

    /** A field to be read and written. */
    public static VarHandle field(Class<?> owner, String name, Class<?> type) throws ReflectiveOperationException {
        return in(owner).findVarHandle(owner, name, type);
    }

    /** A field to be read and written, or null if there is no such field: the agent can do without it. */
    public static @Nullable VarHandle fieldIfPresent(Class<?> owner, String name, Class<?> type)
            throws ReflectiveOperationException {
        try {
            return field(owner, name, type);
        } catch (NoSuchFieldException e) {
            return null;
        }
    }

    private static MethodHandles.Lookup in(Class<?> owner) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
    }

    private static MethodHandle erased(MethodHandle handle) {
        MethodType type = handle.type();
        for (int i = 0; i < type.parameterCount(); i++) {
            if (!isNameable(type.parameterType(i))) {
                type = type.changeParameterType(i, Object.class);
            }
        }
        if (!isNameable(type.returnType())) {
            type = type.changeReturnType(Object.class);
        }
        return handle.asType(type);
    }

    private static boolean isNameable(Class<?> type) {
        return type.isPrimitive() || type.getName().startsWith("java.");
    }
}
