package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registers a client (RFC 7591), with as little as a server insists on. Safe for all threads; blocks. */
final class DynamicRegistration {

    private final RegistrationEndpoint registration;

    DynamicRegistration(Transport transport) {
        this.registration = new RegistrationEndpoint(transport);
    }

    /**
     * Registers a client. What a server refuses is left out, one thing at a time, so that a few requests are sent at most.
     * What the answer names is what counts.
     *
     * @param isWeb whether it is a web application, which can keep a secret. A program on a user's machine cannot (RFC
     *     8252 §8.4) and asks for none where it may
     * @param scope null for none
     * @throws OAuthException if no client can be registered; the message names the remedy
     */
    ClientInformation register(RegistrationNeed need, boolean isWeb, @Nullable String scope) throws OAuthException {
        DiscoveredServer discovered = need.discovered();
        URI endpoint = discovered.metadata().registrationEndpoint();
        if (endpoint == null) {
            throw new OAuthException("The authorization server " + discovered.issuer()
                    + " does not register clients by itself."
                    + need.policy().remedies().text("Register one there by hand and set", "client-id", "<its id>"));
        }
        RegistrationDraft draft = new RegistrationDraft(
                isWeb ? "web" : "native",
                need.redirectUris().toRegister(),
                need.grantTypes(),
                methods(need, isWeb),
                scope);
        HttpResult answer = registration.post(endpoint, need.policy(), draft.metadata());
        for (RegistrationDraft next = draft.after(answer); next != null; next = draft.after(answer)) {
            draft = next;
            answer = registration.post(endpoint, need.policy(), draft.metadata());
        }
        return registered(need, endpoint, draft, answer);
    }

    private static ClientInformation registered(
            RegistrationNeed need, URI endpoint, RegistrationDraft draft, HttpResult answer) throws OAuthException {
        try {
            // A login comes back to where we chose, whatever a server makes of it.
            return RegistrationEndpoint.registered(answer, endpoint, draft.redirectUris())
                    .withRedirectUris(draft.redirectUris());
        } catch (OAuthException e) {
            if (need.discovered().isDocumented() || e.isTransient() || answer.status() == 400) {
                throw e;
            }
            throw new OAuthException(
                    "The server " + need.server().url().text() + " asks for authorization but says nowhere how"
                            + " to get it: it publishes no OAuth metadata."
                            + need.policy()
                                    .remedies()
                                    .text(
                                            "Ask its operator; if it uses OAuth, set",
                                            "issuer",
                                            "<its authorization server>"),
                    e);
        }
    }

    /**
     * The configured method, else those of the metadata. One that lists nothing means {@code client_secret_basic} by RFC
     * 8414 §2; what such servers do is another matter, and a program that may do without a secret has none to lose.
     */
    private static List<String> methods(RegistrationNeed need, boolean isWeb) throws MetadataException {
        String configured = need.server().clientAuth();
        if (configured != null) {
            return List.of(configured);
        }
        List<String> preferred = isWeb
                ? List.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.NONE)
                : List.of(ClientAuthentication.NONE, ClientAuthentication.CLIENT_SECRET_BASIC);
        AuthorizationServerMetadata metadata = need.discovered().metadata();
        if (metadata.members().get("token_endpoint_auth_methods_supported") == null) {
            return preferred;
        }
        List<String> listed = metadata.tokenEndpointAuthMethodsSupported();
        List<String> offered = preferred.stream().filter(listed::contains).toList();
        if (!offered.isEmpty()) {
            return offered;
        }
        return listed.contains(ClientAuthentication.CLIENT_SECRET_POST)
                ? List.of(ClientAuthentication.CLIENT_SECRET_POST)
                : preferred;
    }
}
