package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.ktor.SafeconductKtor;

/** The same as {@link KtorHost}, with the library and no agent. */
public final class KtorLibraryHost {

    private KtorLibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new KtorHost(SafeconductKtor.engine(KtorHost.cio(), safeconduct)).serve();
        }
        System.exit(0);
    }
}
