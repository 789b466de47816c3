package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.oauth.ClientInformation;

/**
 * Who asks for a token.
 *
 * @param client the client; one without an id where a grant needs none
 * @param server for which server it is configured or registered: its settings are what it authenticates by
 */
public record Requester(ClientInformation client, ConfiguredServer server) {}
