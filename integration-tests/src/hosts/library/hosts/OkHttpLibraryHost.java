package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.okhttp.SafeconductOkHttp;

/** The same as {@link OkHttpHost}, with the library and no agent. */
public final class OkHttpLibraryHost {

    private OkHttpLibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new OkHttpHost(builder -> SafeconductOkHttp.install(builder, safeconduct)).serve();
        }
        System.exit(0);
    }
}
