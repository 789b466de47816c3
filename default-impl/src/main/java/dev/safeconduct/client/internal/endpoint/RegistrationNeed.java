package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import java.net.URI;
import java.util.List;

/**
 * What a login needs a registered client for.
 *
 * @param grantTypes what it has to be allowed ({@code grant_types}, RFC 7591 §2)
 * @param redirectUris where its response may come to
 * @param isBegunByUser whether a user has asked for this login, not a program
 */
public record RegistrationNeed(
        ServerConfig server,
        DiscoveredServer discovered,
        EndpointPolicy policy,
        List<String> grantTypes,
        RedirectUriChoice redirectUris,
        boolean isBegunByUser) {

    /** Which redirect URIs a client has to have. */
    public interface RedirectUriChoice {

        /** Whether a client with these can be used; {@code registered} is empty where they are not known. */
        boolean suits(List<URI> registered);

        /** What to register. May look for free ports. */
        List<URI> toRegister();

        /** For logins that end without a redirect. */
        static RedirectUriChoice none() {
            return new RedirectUriChoice() {
                @Override
                public boolean suits(List<URI> registered) {
                    return true;
                }

                @Override
                public List<URI> toRegister() {
                    return List.of();
                }
            };
        }

        /** One that is always the same, of a web application. */
        static RedirectUriChoice of(URI uri) {
            return new RedirectUriChoice() {
                @Override
                public boolean suits(List<URI> registered) {
                    return true; // it is a part of the record's name
                }

                @Override
                public List<URI> toRegister() {
                    return List.of(uri);
                }
            };
        }
    }
}
