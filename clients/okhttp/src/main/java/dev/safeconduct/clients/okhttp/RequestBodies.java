package dev.safeconduct.clients.okhttp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import okhttp3.FormBody;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Which bodies can be sent once more. */
final class RequestBodies {

    private static final @Nullable MethodHandle IS_ONE_SHOT = find("isOneShot");
    private static final @Nullable MethodHandle IS_DUPLEX = find("isDuplex");

    private RequestBodies() {}

    static boolean isRepeatable(@Nullable RequestBody body) {
        if (body == null || body instanceof FormBody) {
            return true;
        }
        if (body instanceof MultipartBody parts) {
            return parts.parts().stream().allMatch(part -> isRepeatable(part.body()));
        }
        if (IS_ONE_SHOT == null || IS_DUPLEX == null) {
            // Before 3.14 a body does not say. OkHttp's own can be repeated: they are made of bytes or of a file.
            return body.getClass().getEnclosingClass() == RequestBody.class;
        }
        return !is(IS_ONE_SHOT, body) && !is(IS_DUPLEX, body);
    }

    private static boolean is(MethodHandle question, RequestBody body) {
        try {
            return (boolean) question.invokeExact(body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable MethodHandle find(String question) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(RequestBody.class, question, MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }
}
