package dev.safeconduct.clients.okhttp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * The timeout of a whole call. By names: its type is Okio's, the only one that the adapter would need besides OkHttp's, and
 * a library that has moved OkHttp to another package may have moved Okio to any.
 */
final class CallTimeout {

    private static final @Nullable MethodHandle NANOS = find();

    private CallTimeout() {}

    /** Zero if the call has no timeout. */
    static long nanos(Call call) {
        try {
            return NANOS == null ? 0 : (long) NANOS.invokeExact(call);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // neither method declares one
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Method timeout = Call.class.getMethod("timeout");
            MethodHandle nanos =
                    lookup.findVirtual(timeout.getReturnType(), "timeoutNanos", MethodType.methodType(long.class));
            return MethodHandles.filterReturnValue(lookup.unreflect(timeout), nanos);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
