package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.text.EditDistance;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A configured server that a request nearly goes to.
 *
 * @param server the server
 * @param url that one of its URLs which comes nearest
 * @param differences what keeps the two apart, in words; not empty
 */
record NearMiss(ServerConfig server, ServerUrl url, List<String> differences) {

    private static final int MOST = 3;
    private static final int MOST_DIFFERENCES = 2;
    private static final int MOST_TYPING_ERRORS = 2;

    /** The nearest servers, the one with the fewest differences first. */
    static List<NearMiss> of(List<ServerConfig> servers, AskedUrl asked) {
        List<NearMiss> all = new ArrayList<>();
        for (ServerConfig server : servers) {
            server.urls().stream()
                    .filter(url -> isNear(url.host(), asked.host()))
                    .map(url -> new NearMiss(server, url, differences(url, asked)))
                    .filter(miss -> miss.differences.size() <= MOST_DIFFERENCES)
                    .min(FEWEST)
                    .ifPresent(all::add);
        }
        all.sort(FEWEST);
        return List.copyOf(all.subList(0, Math.min(all.size(), MOST)));
    }

    private static final Comparator<NearMiss> FEWEST = Comparator.comparingInt(miss -> miss.differences.size());

    private static List<String> differences(ServerUrl url, AskedUrl asked) {
        List<String> differences = new ArrayList<>();
        if (!url.scheme().equals(asked.scheme())) {
            differences.add("the scheme is " + asked.scheme() + ", not " + url.scheme());
        }
        if (!url.host().equals(asked.host())) {
            differences.add("the host name is " + asked.host() + ", not " + url.host());
        }
        // Of two schemes with their default ports, the scheme says it all.
        if (url.port() != asked.port()
                && !(isDefault(url.scheme(), url.port()) && isDefault(asked.scheme(), asked.port()))) {
            differences.add("the port is " + asked.port() + ", not " + url.port());
        }
        if (!isBelow(asked.path(), url.path())) {
            differences.add("the path is not " + url.path() + " or below it");
        }
        return differences;
    }

    private static boolean isDefault(String scheme, int port) {
        return port == (scheme.equals("https") ? 443 : 80);
    }

    /** Whether a path is a configured one, or below it by whole segments. */
    static boolean isBelow(String path, String configured) {
        return (path + "/").startsWith(configured.replaceFirst("/$", "") + "/");
    }

    /** One machine by two names, a name with or without its first part, or a slip of the keyboard. */
    private static boolean isNear(String one, String other) {
        return one.equals(other)
                || (isThisMachine(one) && isThisMachine(other))
                || one.endsWith("." + other)
                || other.endsWith("." + one)
                || EditDistance.between(one, other) <= MOST_TYPING_ERRORS;
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }
}
