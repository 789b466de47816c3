package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.Probe;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.discovery.TracedDiscovery;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries what a login and a request need, one after the other: a check that fails does not keep the others from being made.
 * Opens no browser, changes no login. Blocks. For one thread.
 */
final class Doctor {

    /**
     * What came of one check.
     *
     * @param name a word for programs, which stays the same
     * @param passed whether it is as it should be
     */
    record Check(String name, boolean passed, String message) {}

    private final Config config;
    private final Operations operations;
    private final ServerConfig server;
    private final List<Check> checks = new ArrayList<>();
    private final List<TracedDiscovery.Step> steps = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    Doctor(Client client, ServerConfig server) {
        this.config = client.config();
        this.operations = client.operations();
        this.server = server;
    }

    void examine() throws InterruptedException {
        checkConfiguration();
        checkStore();
        List<AuthChallenge> challenges = checkServer();
        // A token that another program keeps needs no authorization server.
        DiscoveredServer found = server.grant().isKeptElsewhere() ? null : checkDiscovery(challenges);
        if (found != null) {
            checkAuthorizationServer(found);
        }
        if (server.grant().needsPerson() && !server.grant().showsUserCode()) {
            checkCallback();
        }
    }

    private void checkConfiguration() {
        List<String> wrong = config.problems().stream()
                .filter(problem -> problem.scope() == ConfigProblem.Scope.GLOBAL
                        || (problem.scope() == ConfigProblem.Scope.SERVER && problem.server() == null)
                        || server.name().equals(problem.server()))
                .map(ConfigProblem::text)
                .toList();
        boolean isConfigured = config.server(server.name()) != null;
        add(
                "configuration",
                wrong.isEmpty(),
                !wrong.isEmpty()
                        ? String.join("; ", wrong)
                        : isConfigured
                                ? "the server is " + server.name()
                                : "the server is not configured, so the agent sends it no token");
    }

    private void checkStore() throws InterruptedException {
        try {
            operations.checkStore(server);
            boolean isStored = operations.stored(server) != null;
            add("store", true, isStored ? "a login is stored" : "no login is stored");
        } catch (TokenStoreException e) {
            add("store", false, e.getMessage());
        }
    }

    private List<AuthChallenge> checkServer() {
        try {
            Probe.Outcome outcome = operations.probe(server);
            String schemes = outcome.challenges().stream()
                    .map(challenge -> challenge.scheme()
                            + (challenge.resourceMetadata() == null ? "" : " with resource_metadata")
                            + (challenge.scope() == null ? "" : " with scope"))
                    .collect(Collectors.joining(", "));
            boolean takesTokens = !outcome.wantsAnotherScheme();
            add(
                    "server",
                    outcome.status() != 0 && takesTokens,
                    outcome.status() == 0
                            ? "no response to a GET without a token"
                            : "HTTP " + outcome.status() + " to a GET without a token"
                                    + (schemes.isEmpty() ? "" : ", challenges: " + schemes)
                                    + (takesTokens ? "" : ", none of which takes an access token"));
            return outcome.challenges();
        } catch (OAuthException e) {
            add("server", false, e.getMessage());
            return List.of();
        }
    }

    private @Nullable DiscoveredServer checkDiscovery(List<AuthChallenge> challenges) {
        try {
            DiscoveredServer found = operations.discover(server, challenges, steps::add);
            add(
                    "discovery",
                    found.isDocumented() || server.grant().needsPerson(),
                    switch (found.basis()) {
                        case CONFIGURED -> "the configuration names the authorization server";
                        case NAMED -> "the server names its authorization server";
                        case ORIGIN -> "the server's own origin publishes metadata";
                        case GUESSED -> "nothing is published: the default endpoints of MCP 2025-03-26 would be tried";
                    });
            return found;
        } catch (OAuthException e) {
            add("discovery", false, e.getMessage());
            return null;
        }
    }

    private void checkAuthorizationServer(DiscoveredServer found) {
        AuthorizationServerMetadata metadata = found.metadata();
        facts.put("issuer", found.issuer());
        fact("resource", found.resource());
        fact("scope", found.scope());
        // What a login depends on, by the names in the document.
        for (String member : MEMBERS) {
            fact(member, metadata.members().get(member));
        }
        try {
            URI tokenEndpoint = metadata.tokenEndpoint();
            if (tokenEndpoint == null) {
                add("authorization_server", false, "its metadata has no token_endpoint");
                return;
            }
            operations.checkEndpoint(server, tokenEndpoint, "token endpoint");
            boolean lacksPkce = server.grant().needsPerson()
                    && found.isDocumented()
                    && !metadata.supportsPkce()
                    && !server.allowMissingS256();
            add(
                    "authorization_server",
                    !lacksPkce,
                    lacksPkce ? "it does not offer PKCE with S256" : "its token endpoint may be called");
        } catch (OAuthException e) {
            add("authorization_server", false, e.getMessage());
        }
    }

    private static final List<String> MEMBERS = List.of(
            "authorization_endpoint",
            "token_endpoint",
            "registration_endpoint",
            "revocation_endpoint",
            "device_authorization_endpoint",
            "pushed_authorization_request_endpoint",
            "jwks_uri",
            "grant_types_supported",
            "code_challenge_methods_supported",
            "token_endpoint_auth_methods_supported",
            "dpop_signing_alg_values_supported",
            "authorization_response_iss_parameter_supported",
            "client_id_metadata_document_supported",
            "require_pushed_authorization_requests");

    private void fact(String name, @Nullable Object value) {
        if (value != null) {
            facts.put(
                    name,
                    value instanceof List<?> all
                            ? all.stream().map(String::valueOf).collect(Collectors.joining(" "))
                            : value.toString());
        }
    }

    /** Where the response to a login would be waited for. */
    private void checkCallback() {
        String host = config.get("safeconduct.callback.host", "127.0.0.1");
        int port = Integer.parseInt(config.get("safeconduct.callback.port", "0"));
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            add(
                    "callback",
                    true,
                    port == 0 ? "ports of " + host + " are free" : host + ":" + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            add("callback", false, "cannot listen on " + host + ":" + port + " (" + e.getMessage() + ")");
        }
    }

    private void add(String name, boolean passed, @Nullable String message) {
        checks.add(new Check(name, passed, ServerText.sanitize(String.valueOf(message))));
    }

    /** What was checked, in its order. */
    List<Check> checks() {
        return checks;
    }

    /** Where metadata was looked for. */
    List<TracedDiscovery.Step> steps() {
        return steps;
    }

    /** What the authorization server says of itself. */
    Map<String, String> facts() {
        return facts;
    }

    /** Whether all is as it should be. */
    boolean isWell() {
        return checks.stream().allMatch(Check::passed);
    }
}
