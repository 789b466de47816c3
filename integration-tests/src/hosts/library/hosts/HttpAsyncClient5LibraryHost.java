package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.httpclient5.SafeconductHttpAsyncClient5;

/** The same as {@link HttpAsyncClient5Host}, with the library and no agent. */
public final class HttpAsyncClient5LibraryHost {

    private HttpAsyncClient5LibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new HttpAsyncClient5Host(
                            builder -> SafeconductHttpAsyncClient5.install(builder, safeconduct),
                            builder -> SafeconductHttpAsyncClient5.install(builder, safeconduct))
                    .serve();
        }
        System.exit(0);
    }
}
