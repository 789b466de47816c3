package dev.safeconduct.clients.grpc;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannelBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a builder does not show. {@code intercept} adds to the end of a list, whose last is called first, so that what the
 * program's own interceptors write would not be seen there.
 *
 * @param interceptors the builder's own list
 * @param hasCallCredentials whether all calls get credentials of the program's, beside those of each
 */
record ChannelParts(List<ClientInterceptor> interceptors, boolean hasCallCredentials) {

    private static final String IMPLEMENTATION = "ManagedChannelImplBuilder";

    /**
     * Reads them.
     *
     * @throws IllegalStateException if they are not where they have been since 1.40
     */
    @SuppressWarnings("unchecked")
    static ChannelParts of(ManagedChannelBuilder<?> builder) {
        try {
            Object implementation = implementation(builder);
            return new ChannelParts(
                    (List<ClientInterceptor>) Objects.requireNonNull(field(implementation, "interceptors")),
                    field(implementation, "callCredentials") != null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("This version of gRPC is not supported.", e);
        }
    }

    /** Builders of transports hand on to one that is common to all. */
    private static Object implementation(ManagedChannelBuilder<?> builder) throws ReflectiveOperationException {
        Object next = builder;
        while (!next.getClass().getSimpleName().equals(IMPLEMENTATION)) {
            next = delegate(next);
        }
        return next;
    }

    private static Object delegate(Object builder) throws ReflectiveOperationException {
        for (Class<?> type = builder.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("delegate") && method.getParameterCount() == 0) {
                    method.setAccessible(true);
                    return method.invoke(builder);
                }
            }
        }
        throw new NoSuchMethodException(builder.getClass().getName() + ".delegate");
    }

    private static @Nullable Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }
}
