package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.httpclient4.SafeconductHttpClient4;

/** The same as {@link HttpClient4Host}, with the library and no agent. */
public final class HttpClient4LibraryHost {

    private HttpClient4LibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new HttpClient4Host(() -> SafeconductHttpClient4.builder(safeconduct)).serve();
        }
        System.exit(0);
    }
}
