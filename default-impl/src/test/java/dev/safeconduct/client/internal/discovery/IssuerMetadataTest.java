package dev.safeconduct.client.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import dev.safeconduct.spi.TransientException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IssuerMetadataTest {

    private static final String ISSUER = "https://as.example";

    /** The first who fetches is interrupted as soon as another waits for it. */
    private static final class Interrupted implements MetadataDiscovery {

        private final AtomicInteger fetches = new AtomicInteger();
        private final Thread other;

        Interrupted(Thread other) {
            this.other = other;
        }

        @Override
        public AuthorizationServerMetadata authorizationServer(URI issuer, URI location) throws OAuthException {
            if (fetches.incrementAndGet() > 1) {
                return new AuthorizationServerMetadata(Map.of("issuer", ISSUER));
            }
            other.start();
            while (other.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted.", new InterruptedIOException());
        }

        @Override
        public @Nullable ProtectedResourceMetadata protectedResource(URI resource, URI location) {
            return null;
        }
    }

    @Test
    void who_waits_for_another_is_not_interrupted_with_it() throws Exception {
        IssuerMetadata[] issuers = new IssuerMetadata[1];
        Callable<@Nullable AuthorizationServerMetadata> find = () -> issuers[0].find(ISSUER);
        FutureTask<@Nullable AuthorizationServerMetadata> others = new FutureTask<>(find);
        issuers[0] = new IssuerMetadata(
                new Interrupted(new Thread(others)), () -> null, "", Duration.ofMinutes(1), Clock.systemUTC());

        assertThatThrownBy(find::call).isInstanceOf(TransientException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(others.get(60, TimeUnit.SECONDS)).isNotNull();
    }
}
