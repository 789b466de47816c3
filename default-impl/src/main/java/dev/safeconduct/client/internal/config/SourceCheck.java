package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.text.EditDistance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges {@code .from}, by which a server is given what another server's login has: that has to be a server with a login
 * to pass on, and may not depend on the first.
 */
final class SourceCheck {

    private static final String FROM = "from";

    private final Map<String, ServerConfig> servers = new TreeMap<>();
    private final Set<String> names;
    private final Map<String, RawSetting> settings;
    private final GrantTypes grants;
    private final List<ConfigProblem> problems;

    /**
     * @param servers those without a problem of their own
     * @param names of all servers, also of those with one
     */
    SourceCheck(
            List<ServerConfig> servers,
            Set<String> names,
            Map<String, RawSetting> settings,
            GrantTypes grants,
            List<ConfigProblem> problems) {
        for (ServerConfig server : servers) {
            this.servers.put(server.name(), server);
        }
        this.names = names;
        this.settings = settings;
        this.grants = grants;
        this.problems = problems;
    }

    /** The servers that are good; those whose ID token is passed on know it. Adds to the problems what is not. */
    List<ServerConfig> checked() {
        List<ServerConfig> all = new ArrayList<>(servers.values());
        Set<String> wrong = new HashSet<>();
        for (ServerConfig server : all) {
            drop(server, complaint(server), wrong);
        }
        servers.keySet().removeAll(wrong);
        for (boolean changed = true; changed; changed = servers.keySet().removeAll(wrong)) {
            for (ServerConfig server : servers.values()) {
                drop(server, missing(server), wrong);
            }
        }
        for (ServerConfig server : all) {
            String from = server.from();
            ServerConfig source = from == null ? null : servers.get(from);
            if (source != null && server.passesOnIdToken() && servers.containsKey(server.name())) {
                servers.put(source.name(), source.withIdToken());
            }
        }
        return List.copyOf(servers.values());
    }

    private void drop(ServerConfig server, @Nullable String complaint, Set<String> wrong) {
        RawSetting setting = settings.get(server.key(FROM));
        if (complaint != null && setting != null) {
            problems.add(setting.problem(complaint));
            wrong.add(server.name());
        }
    }

    private @Nullable String complaint(ServerConfig server) {
        String from = server.from();
        if (from == null) {
            return null;
        }
        String use = use(server);
        if (use != null) {
            return use;
        }
        ServerConfig source = servers.get(from);
        if (source == null) {
            return names.contains(from) ? null : unknown(server, from);
        }
        String cycle = cycle(server);
        return cycle != null ? cycle : source(server, source);
    }

    /** Whether the grant can do something with another's login, and is told of one only. */
    private @Nullable String use(ServerConfig server) {
        boolean isUsed = false;
        for (List<String> alternatives : server.grant().requiredKeys()) {
            for (String other : alternatives.contains(FROM) ? alternatives : List.<String>of()) {
                isUsed = true;
                if (!other.equals(FROM) && server.isSet(other)) {
                    return server.key(FROM) + " and " + server.key(other) + " are both set: remove one of them";
                }
            }
        }
        return isUsed
                ? null
                : server.key(FROM) + " has no effect with " + server.key("grant") + "="
                        + server.grant().name() + ": set that to one of " + String.join(", ", using());
    }

    private List<String> using() {
        List<String> using = new ArrayList<>();
        for (GrantType grant : grants.all()) {
            for (List<String> alternatives : grant.requiredKeys()) {
                if (alternatives.contains(FROM) && !using.contains(grant.name())) {
                    using.add(grant.name());
                }
            }
        }
        return using;
    }

    private String unknown(ServerConfig server, String from) {
        String nearest = null;
        int least = Math.max(2, from.length() / 3) + 1;
        for (String name : names) {
            int distance = name.equals(server.name()) ? least : EditDistance.between(from, name);
            if (distance < least) {
                nearest = name;
                least = distance;
            }
        }
        return server.key(FROM) + "=" + from + " names a server that is not configured: "
                + (nearest == null
                        ? "set " + ConfigKeys.SERVER_PREFIX + from + ".url"
                        : "did you mean " + nearest + "?");
    }

    private @Nullable String cycle(ServerConfig server) {
        List<String> way = new ArrayList<>();
        ServerConfig next = server;
        while (next != null && next.from() != null && way.size() <= servers.size()) {
            way.add(next.key(FROM) + "=" + next.from());
            next = servers.get(next.from());
            if (next != null && next.name().equals(server.name())) {
                return String.join(" and ", way) + (way.size() == 1 ? " leads" : " lead") + " back to " + server.name()
                        + ": a login of its own has to be at the end";
            }
        }
        return null;
    }

    private static @Nullable String source(ServerConfig server, ServerConfig source) {
        String from = server.key(FROM) + "=" + source.name();
        if (source.grant().isKeptElsewhere()) {
            return from + " names a server whose token goes to no other, with " + source.key("grant") + "="
                    + source.grant().name();
        }
        if (server.passesOnIdToken() && !source.grant().needsPerson()) {
            return from + " is to give an ID token, and has none with " + source.key("grant") + "="
                    + source.grant().name() + ": name a server that a user logs in to";
        }
        if (!server.passesOnIdToken() && source.bearer() == BearerToken.ID_TOKEN) {
            return from + " is to give an access token, and keeps none with " + source.key("bearer")
                    + "=id_token: remove" + " that, or pass on the ID token";
        }
        boolean isSameSession =
                source.tokenKey().session().equals(server.tokenKey().session());
        return isSameSession
                ? null
                : from + " is a login of another session: set " + server.key("session") + " and "
                        + source.key("session") + " to the same";
    }

    /** A server whose source has a problem has one itself. */
    private @Nullable String missing(ServerConfig server) {
        String from = server.from();
        return from == null || servers.containsKey(from)
                ? null
                : server.key(FROM) + "=" + from + " names a server that is left out because of its own problem";
    }
}
