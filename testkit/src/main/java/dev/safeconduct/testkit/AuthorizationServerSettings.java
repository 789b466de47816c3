package dev.safeconduct.testkit;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a {@link FakeAuthorizationServer} has been told; its endpoints read it at each request. */
final class AuthorizationServerSettings {
    final Clock clock;
    final String accessTokenPrefix;
    final String refreshTokenPrefix;

    final Set<MetadataLocation> metadataLocations = Collections.synchronizedSet(EnumSet.allOf(MetadataLocation.class));
    final Map<String, Function<RecordedRequest, Reply>> grants = new ConcurrentHashMap<>();
    final AtomicInteger denials = new AtomicInteger();

    volatile Consumer<Map<String, Object>> metadata = members -> {};
    volatile Consumer<Map<String, Object>> tokenResponse = members -> {};
    volatile Consumer<Map<String, Object>> idTokenClaims = claims -> {};
    volatile Consumer<Map<String, Object>> registrationResponse = members -> {};
    volatile Consumer<Map<String, String>> authorizationResponse = parameters -> {};
    volatile UnaryOperator<String> grantedScope = scope -> scope;
    volatile Duration tokenLifetime = Duration.ofHours(1);
    volatile String registrationAuthMethod = "none";
    volatile boolean dpop;
    volatile boolean anyLoopbackPort;
    volatile boolean clientIdUrls;
    volatile boolean loginPage;
    volatile boolean rotation = true;
    volatile boolean refreshTokens = true;
    volatile boolean requireResource;
    volatile @Nullable List<String> allowedResources;
    volatile @Nullable SigningKey idTokenKey;
    volatile boolean pushedRequests;
    volatile boolean onlyPushedRequests;
    volatile @Nullable Duration deviceInterval;
    volatile Consumer<Map<String, Object>> deviceResponse = members -> {};
    volatile List<Map<String, Object>> jwks = List.of();

    AuthorizationServerSettings(Clock clock, String accessTokenPrefix, String refreshTokenPrefix) {
        this.clock = clock;
        this.accessTokenPrefix = accessTokenPrefix;
        this.refreshTokenPrefix = refreshTokenPrefix;
    }

    /** Refuses a resource that is not known here, and none where one is required. */
    void checkResources(List<String> resources) {
        List<String> allowed = allowedResources;
        if (resources.isEmpty() && requireResource) {
            throw new Refusal("invalid_target", "resource is missing");
        }
        if (allowed != null && !allowed.containsAll(resources)) {
            throw new Refusal("invalid_target", "resource is not known here");
        }
    }

    /** The scope that is granted for a request; null for none. */
    @Nullable String granted(@Nullable String requested) {
        String granted = grantedScope.apply(requested == null ? "" : requested);
        return granted.isBlank() ? null : granted;
    }
}
