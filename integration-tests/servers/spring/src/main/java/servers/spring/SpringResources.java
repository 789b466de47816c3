package servers.spring;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;

/** Resource servers that take JWTs, each with metadata of its own and the scope that it asks for. */
@Configuration
class SpringResources {
    private static final String METADATA = "/.well-known/oauth-protected-resource";

    @Bean
    @Order(1)
    SecurityFilterChain resourceServer(HttpSecurity http, @Value("${ISSUER}") String issuer) {
        BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
        challenge.setResourceMetadataParameterResolver(request -> request.getRequestURL()
                .toString()
                .replace(request.getRequestURI(), METADATA + request.getRequestURI()));
        http.securityMatcher("/mail", "/files", "/bound", SpringServer.CLIENT_KEYS, METADATA + "/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/mail")
                        .hasAuthority("SCOPE_mail:read")
                        .requestMatchers("/files")
                        .hasAuthority("SCOPE_files:read")
                        .requestMatchers("/bound")
                        .access((caller, request) -> new AuthorizationDecision(isBound(caller.get())))
                        .anyRequest()
                        .permitAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> {})
                        .dPoP(dpop -> {})
                        .authenticationEntryPoint(challenge)
                        .protectedResourceMetadata(metadata -> metadata.protectedResourceMetadataCustomizer(
                                document -> document.authorizationServer(issuer).claims(SpringResources::nameScope))));
        return http.build();
    }

    /** To a key, which Spring Security has then seen the proof of. */
    private static boolean isBound(Authentication caller) {
        return caller instanceof JwtAuthenticationToken token
                && token.getToken().hasClaim("cnf");
    }

    private static void nameScope(Map<String, Object> metadata) {
        String resource = String.valueOf(metadata.get("resource"));
        metadata.put("scopes_supported", List.of(resource.endsWith("/files") ? "files:read" : "mail:read"));
        if (resource.endsWith("/bound")) {
            metadata.put("dpop_bound_access_tokens_required", true);
        }
    }

    /** Without the minute that it takes expired tokens for: the tests have no minute. */
    @Bean
    JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys, @Value("${ISSUER}") String issuer) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys).build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(Duration.ZERO), new JwtIssuerValidator(issuer)));
        return decoder;
    }
}
