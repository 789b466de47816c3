package servers.spring;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.converter.OAuth2ClientRegistrationRegisteredClientConverter;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The authorization server: open registration, a page for the consent, refresh tokens that are used once. */
@Configuration
class SpringAuthorization {
    private static final String SECRET = "k+/9dGVz=dA==:%25";

    private final Duration tokenLifetime;
    private final String issuer;
    private final String clientKeys;

    SpringAuthorization(
            @Value("${TOKEN_SECONDS}") long tokenSeconds,
            @Value("${ISSUER}") String issuer,
            @Value("${RESOURCE_PORT}") int resourcePort) {
        tokenLifetime = Duration.ofSeconds(tokenSeconds);
        this.issuer = issuer;
        clientKeys = "http://127.0.0.1:" + resourcePort + SpringServer.CLIENT_KEYS;
    }

    @Bean
    @Order(2)
    SecurityFilterChain authorizationServer(HttpSecurity http) {
        http.oauth2AuthorizationServer(server -> server.clientRegistrationEndpoint(registration -> registration
                                .openRegistrationAllowed(true)
                                .authenticationProviders(providers -> providers.forEach(this::adapt)))
                        .pushedAuthorizationRequestEndpoint(Customizer.withDefaults())
                        .deviceAuthorizationEndpoint(Customizer.withDefaults())
                        .deviceVerificationEndpoint(Customizer.withDefaults())
                        .authorizationServerMetadataEndpoint(
                                endpoint -> endpoint.authorizationServerMetadataCustomizer(metadata ->
                                        metadata.tokenEndpointAuthenticationMethods(SpringAuthorization::leaveOutTls))))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/oauth2/register")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(Customizer.withDefaults());
        return http.build();
    }

    /** It has no port with TLS here. */
    private static void leaveOutTls(List<String> methods) {
        methods.removeIf(method -> method.endsWith("tls_client_auth"));
    }

    /** The login of a client that exchanges its token is for the authorization server. */
    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> audience() {
        return context -> {
            boolean isLogin = AuthorizationGrantType.AUTHORIZATION_CODE.equals(context.getAuthorizationGrantType());
            boolean isAccessToken = OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType());
            if (context.getRegisteredClient().getClientId().equals("exchange") && isLogin && isAccessToken) {
                context.getClaims().audience(List.of(issuer));
            }
        };
    }

    /** Clients that register may name their scopes, and get tokens of this lifetime. */
    private void adapt(AuthenticationProvider provider) {
        if (provider instanceof OAuth2ClientRegistrationAuthenticationProvider registration) {
            OAuth2ClientRegistrationRegisteredClientConverter converter =
                    new OAuth2ClientRegistrationRegisteredClientConverter();
            converter.setTokenSettingsCustomizer(this::adapt);
            registration.setRegisteredClientConverter(converter);
            registration.setAuthenticationValidator(SpringAuthorization::validate);
        }
    }

    private static void validate(OAuth2ClientRegistrationAuthenticationContext context) {
        OAuth2ClientRegistrationAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR
                .andThen(OAuth2ClientRegistrationAuthenticationValidator.DEFAULT_JWK_SET_URI_VALIDATOR)
                .andThen(OAuth2ClientRegistrationAuthenticationValidator.SIMPLE_SCOPE_VALIDATOR)
                .accept(context);
    }

    private void adapt(TokenSettings.Builder tokens) {
        tokens.accessTokenTimeToLive(tokenLifetime).reuseRefreshTokens(false);
    }

    @Bean
    RegisteredClientRepository clients() {
        return new InMemoryRegisteredClientRepository(
                service(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .clientSecret("{noop}" + SECRET + "client_secret_basic")
                        .build(),
                service(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        .clientSecret("{noop}" + SECRET + "client_secret_post")
                        .build(),
                service(ClientAuthenticationMethod.CLIENT_SECRET_JWT)
                        .clientSecret(SECRET + "client_secret_jwt")
                        .clientSettings(ClientSettings.builder()
                                .tokenEndpointAuthenticationSigningAlgorithm(MacAlgorithm.HS256)
                                .build())
                        .build(),
                service(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                        .clientSettings(ClientSettings.builder()
                                .jwkSetUrl(clientKeys)
                                .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256)
                                .build())
                        .build(),
                exchange());
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(User.withUsername("user")
                .password("{noop}password")
                .authorities("user")
                .build());
    }

    private RegisteredClient.Builder service(ClientAuthenticationMethod method) {
        return client("service-" + method.getValue(), method)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS);
    }

    private RegisteredClient exchange() {
        return client("exchange", ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientSecret("{noop}" + SECRET + "exchange")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
                .redirectUri("http://127.0.0.1/callback")
                .build();
    }

    private RegisteredClient.Builder client(String id, ClientAuthenticationMethod method) {
        TokenSettings.Builder tokens = TokenSettings.builder();
        adapt(tokens);
        return RegisteredClient.withId(UUID.randomUUID().toString())
                .clientId(id)
                .clientAuthenticationMethod(method)
                .scope("mail:read")
                .scope("files:read")
                .tokenSettings(tokens.build());
    }
}
