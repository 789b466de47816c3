package dev.safeconduct.it.servers;

import com.auth0.jwt.JWT;
import dev.safeconduct.it.keycloak.JwtProtectedResource;
import dev.safeconduct.it.keycloak.KeycloakServer;
import java.net.URI;
import java.util.List;

/** A Keycloak that goes on after the test, and resources of the test's own. */
class KeycloakWithResources extends AuthorizationServer {
    private final KeycloakServer keycloak;
    private final Gateway gateway;
    private final URI issuer;
    private final URI issuerOverTls;
    private final JwtProtectedResource mail;
    private final JwtProtectedResource files;
    private final JwtProtectedResource bound;

    /** With the issuers that Keycloak has by its two ports. */
    KeycloakWithResources(KeycloakServer keycloak, Gateway gateway, URI issuer, URI issuerOverTls) {
        super(gateway);
        this.keycloak = keycloak;
        this.gateway = gateway;
        this.issuer = issuer;
        this.issuerOverTls = issuerOverTls;
        gateway.forget();
        mail = resource().demandScope("mail:read");
        files = resource().demandScope("files:read");
        bound = resource().demandScope("mail:read").demandBoundTokens();
    }

    private JwtProtectedResource resource() {
        return JwtProtectedResource.startFor(KeycloakServer.AUDIENCE, issuer, issuerOverTls);
    }

    @Override
    public String issuer() {
        return issuer.toString();
    }

    @Override
    String issuerOverTls() {
        return issuerOverTls.toString();
    }

    @Override
    public String mail() {
        return mail.url().toString();
    }

    @Override
    String files() {
        return files.url().toString();
    }

    @Override
    String bound() {
        return bound.url().toString();
    }

    /** They are checked by their signature alone, so the resources are told. */
    @Override
    public void invalidate(String accessToken) {
        String tokenId = JWT.decode(accessToken).getId();
        List.of(mail, files, bound).forEach(resource -> resource.refuse(tokenId));
    }

    /** The keys stay, so the resources are told whose tokens are good no more. */
    @Override
    void forget() {
        for (String client : keycloak.forgetRegisteredClients()) {
            List.of(mail, files, bound).forEach(resource -> resource.refuseClient(client));
        }
        gateway.forget();
    }

    @Override
    public String logTail() {
        return keycloak.logTail();
    }

    @Override
    public void close() {
        List.of(mail, files, bound).forEach(JwtProtectedResource::close);
    }
}
