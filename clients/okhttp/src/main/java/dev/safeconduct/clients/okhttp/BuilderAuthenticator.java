package dev.safeconduct.clients.okhttp;

import java.lang.reflect.Field;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;

/**
 * The {@link Authenticator} that a builder has so far. OkHttp tells it only of a finished client, and to finish one here
 * would read the trust store and, under the agent, come back to here.
 */
final class BuilderAuthenticator {

    private BuilderAuthenticator() {}

    static Authenticator of(OkHttpClient.Builder builder) {
        try {
            return (Authenticator) read(builder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("This version of OkHttp is not supported; 3.12 to 5 are.", e);
        }
    }

    private static Object read(OkHttpClient.Builder builder) throws ReflectiveOperationException {
        try {
            return OkHttpClient.Builder.class
                    .getMethod("getAuthenticator$okhttp") // 4 and 5: for the Kotlin code of OkHttp
                    .invoke(builder);
        } catch (NoSuchMethodException e) {
            Field field = OkHttpClient.Builder.class.getDeclaredField("authenticator");
            field.setAccessible(true);
            return field.get(builder);
        }
    }
}
