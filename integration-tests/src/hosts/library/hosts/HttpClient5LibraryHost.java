package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.httpclient5.SafeconductHttpClient5;

/** The same as {@link HttpClient5Host}, with the library and no agent. */
public final class HttpClient5LibraryHost {

    private HttpClient5LibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new HttpClient5Host(builder -> SafeconductHttpClient5.install(builder, safeconduct)).serve();
        }
        System.exit(0);
    }
}
