package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells where metadata is looked for and what is found there, for a user who wants to know why it is not. Blocks. */
public final class TracedDiscovery implements MetadataDiscovery {

    /**
     * One look.
     *
     * @param location where
     * @param outcome {@code found}, {@code absent} or {@code failed}
     * @param reason why it failed, else null
     */
    public record Step(URI location, String outcome, @Nullable String reason) {}

    /** @param <T> the document */
    private interface Fetch<T> {
        @Nullable T fetch() throws OAuthException;
    }

    private final MetadataDiscovery source;
    private final Consumer<Step> steps;

    TracedDiscovery(MetadataDiscovery source, Consumer<Step> steps) {
        this.source = source;
        this.steps = steps;
    }

    @Override
    public @Nullable ProtectedResourceMetadata protectedResource(URI resource, URI location) throws OAuthException {
        return traced(location, () -> source.protectedResource(resource, location));
    }

    @Override
    public @Nullable AuthorizationServerMetadata authorizationServer(URI issuer, URI location) throws OAuthException {
        return traced(location, () -> source.authorizationServer(issuer, location));
    }

    private <T> @Nullable T traced(URI location, Fetch<T> fetch) throws OAuthException {
        try {
            T document = fetch.fetch();
            steps.accept(new Step(location, document == null ? "absent" : "found", null));
            return document;
        } catch (OAuthException e) {
            steps.accept(new Step(location, "failed", String.valueOf(e.getMessage())));
            throw e;
        }
    }
}
