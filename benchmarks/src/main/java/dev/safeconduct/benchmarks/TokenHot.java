package dev.safeconduct.benchmarks;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.HttpResponse;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.runtime.TokensHelper;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/** A fresh token: what a program's request pays each time. Peers are used as their documents show it. */
public class TokenHot {

    @State(Scope.Benchmark)
    public static class Ours {
        OwnSession session;

        @Setup
        public void setUp() throws Exception {
            session = new OwnSession(1);
        }

        @TearDown
        public void tearDown() {
            session.close();
        }
    }

    @State(Scope.Benchmark)
    public static class Google {
        final URI url = URI.create("https://api.example.com/work");
        final OAuth2Credentials credentials = OAuth2Credentials.create(
                new AccessToken("t".repeat(40), Date.from(Instant.now().plusSeconds(3600))));
    }

    @State(Scope.Benchmark)
    public static class Spring {
        final AuthorizedClientServiceOAuth2AuthorizedClientManager manager;
        final OAuth2AuthorizeRequest request;

        public Spring() {
            ClientRegistration registration = ClientRegistration.withRegistrationId("api")
                    .clientId("robot")
                    .clientSecret("secret")
                    .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                    .tokenUri("https://issuer.example.com/token")
                    .build();
            InMemoryClientRegistrationRepository registrations = new InMemoryClientRegistrationRepository(registration);
            InMemoryOAuth2AuthorizedClientService service = new InMemoryOAuth2AuthorizedClientService(registrations);
            AnonymousAuthenticationToken principal = new AnonymousAuthenticationToken(
                    "key", "service", AuthorityUtils.createAuthorityList("ROLE_SERVICE"));
            Instant now = Instant.now();
            OAuth2AccessToken token = new OAuth2AccessToken(
                    OAuth2AccessToken.TokenType.BEARER, "t".repeat(40), now, now.plusSeconds(3600));
            service.saveAuthorizedClient(new OAuth2AuthorizedClient(registration, "service", token), principal);
            manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, service);
            manager.setAuthorizedClientProvider(OAuth2AuthorizedClientProviderBuilder.builder()
                    .clientCredentials()
                    .build());
            request = OAuth2AuthorizeRequest.withClientRegistrationId("api")
                    .principal(principal)
                    .build();
        }
    }

    @State(Scope.Benchmark)
    public static class Msal {
        ConfidentialClientApplication application;
        ClientCredentialParameters parameters;

        @Setup
        public void setUp() throws Exception {
            application = ConfidentialClientApplication.builder(
                            "robot", ClientCredentialFactory.createFromSecret("secret"))
                    .authority("https://login.microsoftonline.com/tenant/")
                    .instanceDiscovery(false)
                    .httpClient(request -> {
                        HttpResponse response = new HttpResponse();
                        response.statusCode(200);
                        response.addHeaders(Map.of("Content-Type", List.of("application/json")));
                        response.body("{\"access_token\":\"" + "t".repeat(40)
                                + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
                        return response;
                    })
                    .build();
            parameters = ClientCredentialParameters.builder(Set.of("https://api.example.com/.default"))
                    .build();
            application.acquireToken(parameters).get();
        }
    }

    /** As its documents show it for a program of its own; the server behind it is canned. */
    @State(Scope.Benchmark)
    public static class Quarkus {
        final TokensHelper helper = new TokensHelper();
        final OidcClient client = new CannedOidcClient();
    }

    @State(Scope.Benchmark)
    public static class SystemClock {
        final Clock clock = Clock.systemUTC();
    }

    @Benchmark
    public Object ours(Ours ours) throws Exception {
        return ours.session.safeconduct.authorization("GET", ours.session.url);
    }

    /** The same for a program that makes a URI for each request. */
    @Benchmark
    public Object otherUri(Ours ours, OtherUris uris) throws Exception {
        return ours.session.safeconduct.authorization("GET", uris.of(ours.session.url));
    }

    /** What each of them does at the least: it looks at the time. */
    @Benchmark
    public long clockRead(SystemClock system) {
        return system.clock.millis();
    }

    @Benchmark
    public Object googleAuth(Google google) throws Exception {
        return google.credentials.getRequestMetadata(google.url);
    }

    @Benchmark
    public Object springSecurity(Spring spring) {
        return spring.manager.authorize(spring.request).getAccessToken();
    }

    @Benchmark
    public Object msal4j(Msal msal) throws Exception {
        return msal.application.acquireToken(msal.parameters).get();
    }

    @Benchmark
    public Object quarkus(Quarkus quarkus) {
        return quarkus.helper.getTokens(quarkus.client).await().indefinitely().getAccessToken();
    }
}
