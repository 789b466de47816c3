package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.netty.SafeconductNetty;

/** The same as {@link AsyncHttpClientHost}, with the library and no agent. */
public final class AsyncHttpClientLibraryHost {

    private AsyncHttpClientLibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new AsyncHttpClientHost(config -> config.setHttpAdditionalChannelInitializer(
                            channel -> SafeconductNetty.install(channel.pipeline(), safeconduct)))
                    .serve();
        }
        System.exit(0);
    }
}
