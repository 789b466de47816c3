package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.authentication.ClientAuthentication;
import dev.safeconduct.client.internal.authentication.ClientAuthentications;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ServerUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the servers of their settings. A server with a problem is not made. */
final class ServerConfigReader {

    private final References references;
    private final GrantTypes grants;
    private final Map<String, RawSetting> settings;
    private final List<ConfigProblem> problems;

    ServerConfigReader(
            References references, GrantTypes grants, Map<String, RawSetting> settings, List<ConfigProblem> problems) {
        this.references = references;
        this.grants = grants;
        this.settings = settings;
        this.problems = problems;
    }

    /** The good servers by name; adds to the problems what a server lacks. */
    List<ServerConfig> servers() {
        Set<String> dropped = dropped();
        boolean hasSources = false;
        List<ServerConfig> servers = new ArrayList<>();
        Map<ServerUrl, String> urls = new HashMap<>();
        Map<String, Map<String, RawSetting>> all = byServer();
        for (Map.Entry<String, Map<String, RawSetting>> entry : all.entrySet()) {
            String name = entry.getKey();
            ServerConfig server = dropped.contains(name) ? null : server(name, entry.getValue());
            if (server != null) {
                servers.add(server);
                hasSources |= server.from() != null;
                warnOfSameUrl(server, entry.getValue(), urls);
            }
        }
        return hasSources ? new SourceCheck(servers, all.keySet(), settings, grants, problems).checked() : servers;
    }

    private Set<String> dropped() {
        Set<String> dropped = new HashSet<>();
        for (ConfigProblem problem : problems) {
            if (problem.scope() == ConfigProblem.Scope.SERVER && problem.server() != null) {
                dropped.add(problem.server());
            }
        }
        return dropped;
    }

    private Map<String, Map<String, RawSetting>> byServer() {
        Map<String, Map<String, RawSetting>> servers = new TreeMap<>();
        for (RawSetting setting : settings.values()) {
            String name = ConfigKeys.serverOf(setting.key());
            String suffix = ConfigKeys.suffixOf(setting.key());
            if (name != null && suffix != null) {
                servers.putIfAbsent(name, new TreeMap<>());
                servers.get(name).put(suffix, setting);
            }
        }
        return servers;
    }

    private @Nullable ServerConfig server(String name, Map<String, RawSetting> own) {
        RawSetting url = own.get("url");
        String key = ConfigKeys.SERVER_PREFIX + name + ".url";
        if (url == null) {
            String message = key + " is missing: set it to the URL of the server";
            String origin = own.values().iterator().next().origin();
            problems.add(new ConfigProblem(key, origin, message, ConfigProblem.Scope.SERVER, name));
            return null;
        }
        try {
            ServerUrl parsed = ServerUrl.parse(references.resolve(key, url.value()));
            ServerConfig server = new ServerConfig(name, parsed, own, references, grants);
            if (server.isPlainHttpRefused()) {
                problems.add(url.problem(key
                        + " is plain http to another machine, where an attacker on the way can take"
                        + " the token: use https, or set " + ConfigKeys.SERVER_PREFIX + name + ".allow-http=true"));
                return null;
            }
            return isComplete(server, own, url) ? server : null;
        } catch (ConfigException | IllegalArgumentException e) {
            // A file that was there when the value was judged, and is not any more.
            problems.add(url.problem(String.valueOf(e.getMessage())));
            return null;
        }
    }

    private boolean isComplete(ServerConfig server, Map<String, RawSetting> own, RawSetting url) {
        String grant = server.key("grant") + "=" + server.grant().name();
        return has(server, grant, server.grant().requiredKeys(), own.getOrDefault("grant", url))
                && isAuthenticationComplete(server, own, url)
                && isBearerPossible(server, own);
    }

    private boolean isBearerPossible(ServerConfig server, Map<String, RawSetting> own) {
        RawSetting bearer = own.get("bearer");
        if (bearer == null || server.bearer() == BearerToken.ACCESS_TOKEN) {
            return true;
        }
        String what = bearer.key() + "=" + bearer.value();
        if (!server.grant().needsPerson()) {
            problems.add(bearer.problem(what + " needs a login of a user, which is missing with " + server.key("grant")
                    + "=" + server.grant().name() + ": remove one of them"));
            return false;
        }
        RawSetting dpop = own.get("dpop");
        if (dpop != null && dpop.value().equals("always")) {
            problems.add(bearer.problem(what + " and " + dpop.key() + "=always contradict each other, since an ID token"
                    + " is bound to no key: remove one of them"));
            return false;
        }
        return true;
    }

    private boolean isAuthenticationComplete(ServerConfig server, Map<String, RawSetting> own, RawSetting url) {
        String configured = server.clientAuth();
        if (configured != null) {
            ClientAuthentication method = ClientAuthentications.named(configured);
            String what = server.key("client-auth") + "=" + configured;
            return method == null || has(server, what, method.requiredSettings(), own.getOrDefault("client-auth", url));
        }
        ClientAuthentication implied = ClientAuthentications.impliedBy(server);
        if (implied != null) {
            for (String setting : implied.impliedBy()) {
                RawSetting place = own.get(setting);
                if (place != null) {
                    return has(server, place.key(), implied.requiredSettings(), place);
                }
            }
        }
        return true;
    }

    /** Whether a server has the settings that another needs, of each list one. */
    private boolean has(ServerConfig server, String what, List<List<String>> required, RawSetting place) {
        List<String> missing = new ArrayList<>();
        for (List<String> alternatives : required) {
            if (!isAnySet(server, alternatives)) {
                missing.add(server.key(alternatives.get(0)) + others(alternatives));
            }
        }
        if (missing.isEmpty()) {
            return true;
        }
        problems.add(place.problem(
                what + " needs " + String.join(" and ", missing) + ": set " + (missing.size() == 1 ? "it" : "them")));
        return false;
    }

    private static boolean isAnySet(ServerConfig server, List<String> suffixes) {
        for (String suffix : suffixes) {
            if (server.isSet(suffix)) {
                return true;
            }
        }
        return false;
    }

    private static String others(List<String> alternatives) {
        return alternatives.size() == 1
                ? ""
                : " (or " + String.join(", ", alternatives.subList(1, alternatives.size())) + ")";
    }

    private void warnOfSameUrl(ServerConfig server, Map<String, RawSetting> own, Map<ServerUrl, String> urls) {
        String first = urls.putIfAbsent(server.url(), server.name());
        RawSetting url = own.get("url");
        if (first != null && url != null) {
            problems.add(url.warning("the servers " + first + " and " + server.name()
                    + " have the same URL: requests to it count as " + first + "'s"));
        }
    }
}
