package dev.safeconduct.benchmarks;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.testkit.client.Api;
import java.net.URI;

/** A library that has a fresh token for one server, among others that nothing is asked for. */
final class OwnSession implements AutoCloseable {

    final Safeconduct safeconduct;
    final URI url;

    private final Api api = Api.start();

    OwnSession(int servers) throws Exception {
        Safeconduct.Builder builder = Safeconduct.builder().set("safeconduct.store", "memory");
        api.settings("api").forEach((key, value) -> builder.set(key, key.endsWith("secret") ? Api.SECRET : value));
        for (int i = 1; i < servers; i++) {
            builder.set("safeconduct.server.s" + i + ".url", "https://host" + i + ".example.com/mcp");
        }
        safeconduct = builder.build();
        url = URI.create(api.url("/work"));
        if (safeconduct.authorization("GET", url).isNone()) {
            throw new IllegalStateException("no token");
        }
    }

    @Override
    public void close() {
        safeconduct.close();
        api.close();
    }
}
