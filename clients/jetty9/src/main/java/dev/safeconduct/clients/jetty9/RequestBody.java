package dev.safeconduct.clients.jetty9;

import java.lang.reflect.Method;
import org.eclipse.jetty.client.api.ContentProvider;
import org.eclipse.jetty.client.api.Request;
import org.jspecify.annotations.Nullable;

/** What a request has in 10 and 11 and not in 9.4: bodies of another kind, and a tag that chooses its connection. */
final class RequestBody {

    private static final @Nullable Method GET_BODY = method("getBody");
    private static final @Nullable Method BODY = method("body");
    private static final @Nullable Method GET_TAG = method("getTag");
    private static final @Nullable Method TAG = method("tag");

    private RequestBody() {}

    /** Whether the body of a request can be sent again; so it is without a body. */
    static boolean isReproducible(Request request) {
        try {
            if (GET_BODY == null) {
                ContentProvider content = request.getContent();
                return content == null || content.isReproducible();
            }
            Object body = GET_BODY.invoke(request);
            return body == null
                    || (boolean)
                            GET_BODY.getReturnType().getMethod("isReproducible").invoke(body);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Gives a request the body and the tag of another, whose body is {@link #isReproducible}. */
    static void copy(Request from, Request to) {
        try {
            if (GET_BODY == null || BODY == null) {
                to.content(from.getContent());
            } else {
                BODY.invoke(to, GET_BODY.invoke(from));
            }
            if (GET_TAG != null && TAG != null) {
                TAG.invoke(to, GET_TAG.invoke(from));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Method method(String name) {
        for (Method method : Request.class.getMethods()) {
            if (method.getName().equals(name)) {
                return method;
            }
        }
        return null;
    }
}
