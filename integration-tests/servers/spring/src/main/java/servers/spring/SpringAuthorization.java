package servers.spring;

import java.time.Duration;
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
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientRegistrationAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.converter.OAuth2ClientRegistrationRegisteredClientConverter;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The authorization server: open registration, a page for the consent, refresh tokens that are used once. */
@Configuration
class SpringAuthorization {
    private static final String SECRET = "{noop}k+/9dGVz=dA==:%25";

    private final Duration tokenLifetime;

    SpringAuthorization(@Value("${TOKEN_SECONDS}") long tokenSeconds) {
        tokenLifetime = Duration.ofSeconds(tokenSeconds);
    }

    @Bean
    @Order(2)
    SecurityFilterChain authorizationServer(HttpSecurity http) {
        http.oauth2AuthorizationServer(server -> server.clientRegistrationEndpoint(registration -> registration
                        .openRegistrationAllowed(true)
                        .authenticationProviders(providers -> providers.forEach(this::adapt))))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/oauth2/register")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(Customizer.withDefaults());
        return http.build();
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
                service("basic", ClientAuthenticationMethod.CLIENT_SECRET_BASIC),
                service("post", ClientAuthenticationMethod.CLIENT_SECRET_POST));
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(User.withUsername("user")
                .password("{noop}password")
                .authorities("user")
                .build());
    }

    private RegisteredClient service(String name, ClientAuthenticationMethod method) {
        TokenSettings.Builder tokens = TokenSettings.builder();
        adapt(tokens);
        return RegisteredClient.withId(UUID.randomUUID().toString())
                .clientId("service-" + name)
                .clientSecret(SECRET + name)
                .clientAuthenticationMethod(method)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scope("mail:read")
                .scope("files:read")
                .tokenSettings(tokens.build())
                .build();
    }
}
