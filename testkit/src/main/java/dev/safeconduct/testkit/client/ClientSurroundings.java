package dev.safeconduct.testkit.client;

import java.nio.file.Path;

/**
 * What a program has to know of the network.
 *
 * @param hosts names and addresses, as for {@code jdk.net.hosts.file}
 * @param trustStore the certificate of the servers, as for {@code javax.net.ssl.trustStore}
 */
public record ClientSurroundings(Path hosts, Path trustStore) {}
