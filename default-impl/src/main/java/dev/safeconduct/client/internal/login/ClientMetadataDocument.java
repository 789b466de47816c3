package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.oauth.ClientMetadata;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/** The Client ID Metadata Document that a user hosts, whose URL is then the client id. No I/O. */
public final class ClientMetadataDocument {

    private ClientMetadataDocument() {}

    /**
     * The document for logins of this configuration.
     *
     * @param url where it is to be hosted
     */
    public static ClientMetadata of(Config config, String url) {
        Set<URI> redirectUris = new LinkedHashSet<>(new RedirectUris(config, url).ofDocument());
        for (ServerConfig server : config.servers()) {
            String configured = server.redirectUri();
            if (configured != null && url.equals(server.clientMetadataUrl())) {
                redirectUris.add(URI.create(configured));
            }
        }
        return ClientMetadata.builder()
                .clientId(url)
                .clientName("Safeconduct")
                .applicationType("native")
                .redirectUris(redirectUris.stream().toList())
                .grantTypes(GrantFlows.ALL.named(null).registeredGrantTypes().toArray(String[]::new))
                .responseTypes("code")
                .tokenEndpointAuthMethod("none")
                .build();
    }
}
