package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.netty.SafeconductNetty;

/** The same as {@link ReactorNettyHost}, with the library and no agent. */
public final class ReactorNettyLibraryHost {

    private ReactorNettyLibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new ReactorNettyHost(client -> client.doOnRequest((request, connection) ->
                            SafeconductNetty.install(connection.channel().pipeline(), safeconduct)))
                    .serve();
        }
        System.exit(0);
    }
}
