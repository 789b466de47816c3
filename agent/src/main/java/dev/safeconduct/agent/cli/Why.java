package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.loader.ChosenClients;
import dev.safeconduct.agent.log.AgentCommand;
import dev.safeconduct.client.internal.Operations;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.Setting;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.muster.SessionServerStatus;
import dev.safeconduct.client.oauth.ServerStanding;
import dev.safeconduct.client.oauth.ServerStanding.State;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.spi.TokenStoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the agent would send a token with a request, by the configuration and the store alone. All that is in the way is
 * found, not only the first of it, so that a user corrects it in one go.
 */
final class Why {

    private static final String RELOCATED = "safeconduct.agent.relocated";
    private static final String ENABLED = "safeconduct.agent.enabled";

    /**
     * Something that keeps the token away.
     *
     * @param reason a word for programs, which stays the same
     * @param message what it is, and what to do about it
     */
    record Obstacle(String reason, String message) {}

    /** A setting that would change it, to be pasted. */
    record Remedy(String key, String value) {}

    private final AskedUrl asked;
    private final Config config;
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final List<String> clients;
    private final @Nullable ServerConfig server;
    private List<NearMiss> nearest = List.of();
    private @Nullable Remedy remedy;
    private @Nullable ServerStanding standing;
    private @Nullable TokenRecord record;
    private @Nullable ServerConfig login;

    private Why(Client client, AskedUrl asked) {
        this.asked = asked;
        this.config = client.config();
        this.clients = ChosenClients.of(config, client.console()).names();
        this.server = asked.hasUserInformation()
                ? null
                : client.operations().serverOfRequest(asked.scheme(), asked.host(), asked.port(), asked.path());
    }

    /** Finds out. Blocks for the store. */
    static Why of(Client client, AskedUrl asked) {
        Why why = new Why(client, asked);
        why.judgeAgent();
        if (asked.hasUserInformation()) {
            why.add("user_information", "Its URL has a user name or password: such a request is left as it is.");
        } else if (why.server == null) {
            why.judgeMiss(client);
        } else {
            why.judgeLogin(client, why.server);
        }
        return why;
    }

    private void judgeAgent() {
        for (ConfigProblem problem : config.problems()) {
            if (problem.scope() == ConfigProblem.Scope.GLOBAL) {
                add("configuration", "The agent is off, because the configuration is wrong: " + problem.text() + ".");
            }
        }
        Setting enabled = config.setting(ENABLED);
        if (enabled != null && !config.flag(ENABLED)) {
            add("disabled", "The agent is switched off by " + ENABLED + " (" + enabled.origin() + ").");
        }
        if (clients.isEmpty()) {
            add("no_client", "safeconduct.agent.clients names no HTTP client that the agent supports.");
        }
    }

    private void judgeMiss(Client client) {
        String dropped = dropped();
        if (dropped != null) {
            add("configuration", dropped);
            return;
        }
        ServerConfig butForPath =
                client.operations().serverButForPath(asked.scheme(), asked.host(), asked.port(), asked.path());
        if (butForPath != null) {
            add(
                    "ambiguous_path",
                    "The path has an encoded slash (%2F), dots or another sign that servers read in more than one way. To"
                            + " send the token to all paths of that host name, change the server's URL.");
            remedy = new Remedy(butForPath.key("url"), butForPath.url().origin().toString());
            return;
        }
        nearest = NearMiss.of(config.servers(), asked);
        if (isLoggedIn(client)) {
            add(
                    "login_alone",
                    "You are logged in there, but the agent sends tokens only to servers that it is told of.");
        }
        add(
                "not_configured",
                config.servers().isEmpty()
                        ? "No server is configured. Where a program names it in the agent's argument, repeat that with --config."
                        : "No configured server has this origin and path.");
        ServerUrl url = url(asked.text());
        if (url != null && isPlainHttp(url)) {
            add("plain_http", "It is plain http to another machine, where an attacker can read a token: use https.");
        }
        remedy = remedyOfMiss();
    }

    private static boolean isPlainHttp(ServerUrl url) {
        return url.scheme().equals("http") && !url.isLoopback();
    }

    /** Whether there is a login for just this URL, made on the command line. */
    private boolean isLoggedIn(Client client) {
        ServerUrl url = url(asked.text());
        try {
            return url != null && client.operations().stored(Operations.adHoc(url, url.text())) != null;
        } catch (TokenStoreException | IllegalArgumentException e) {
            return false; // it is not configured, which is what matters
        }
    }

    /** Why the server does not exist that the request would go to; null if that is not so. */
    private @Nullable String dropped() {
        ServerUrl url = url(asked.text());
        for (ConfigProblem problem : config.problems()) {
            String name = problem.server();
            if (url != null
                    && name != null
                    && KnownServers.drops(problem, config)
                    && KnownServers.covers(config, name, url)) {
                return "The server " + name + " is left out, because its configuration is wrong: " + problem.text()
                        + ".";
            }
        }
        return null;
    }

    private @Nullable Remedy remedyOfMiss() {
        ServerUrl url = url(asked.text());
        if (url == null || isPlainHttp(url)) {
            return null;
        }
        // Another host name may be a slip, or a look-alike: it must not be proposed for the same token.
        if (nearest.isEmpty() || !nearest.get(0).url().host().equals(url.host())) {
            return new Remedy("safeconduct.server." + KnownServers.nameFor(config, url) + ".url", url.text());
        }
        ServerConfig near = nearest.get(0).server();
        List<String> all = new ArrayList<>();
        near.urls().stream().skip(1).map(ServerUrl::text).forEach(all::add);
        String path = nearest.get(0).url().path();
        all.add(NearMiss.isBelow(url.path(), path) ? url.origin() + path : url.text());
        return new Remedy(near.key("urls"), String.join(",", all));
    }

    private void judgeLogin(Client client, ServerConfig found) {
        ServerStanding now = client.operations().standing(found);
        standing = now;
        if (now.state() == State.ERROR) {
            add("store", String.valueOf(now.error()));
        } else {
            record = stored(client, found);
        }
        ServerConfig source = client.operations().loginOf(found);
        login = source == null ? found : source;
        if (now.state().needsLogin()) {
            add("login_needed", AgentCommand.howToLogIn(login.tokenKey().server()));
        }
    }

    private @Nullable TokenRecord stored(Client client, ServerConfig found) {
        try {
            return client.operations().stored(found);
        } catch (TokenStoreException e) {
            add("store", Failures.words(e));
            return null;
        }
    }

    private void add(String reason, String message) {
        obstacles.add(new Obstacle(reason, message));
    }

    private static @Nullable ServerUrl url(String text) {
        try {
            return ServerUrl.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What was asked about, without what is not looked at. */
    String url() {
        return asked.text();
    }

    /** What is in the way; empty if a token goes there. */
    List<Obstacle> obstacles() {
        return obstacles;
    }

    /** Whether a token would go there. */
    boolean sendsToken() {
        return obstacles.isEmpty();
    }

    /** The configured server; null if the request goes to none. */
    @Nullable ServerConfig server() {
        return server;
    }

    /** The configured servers that it nearly goes to. */
    List<NearMiss> nearest() {
        return nearest;
    }

    /** What to set; null if that would not help. */
    @Nullable Remedy remedy() {
        return remedy;
    }

    /** How the session stands at the server; null without one. */
    @Nullable String state() {
        ServerStanding known = standing;
        return known == null ? null : SessionServerStatus.of(known.state()).value();
    }

    /** The stored token; null if it is missing, as where it is obtained by the first request. */
    @Nullable TokenRecord record() {
        return record;
    }

    /** The HTTP clients that the agent weaves. */
    List<String> clients() {
        return clients;
    }

    /** Copies of them in other packages, each with the client's name after an equals sign. */
    List<String> relocated() {
        return config.list(RELOCATED);
    }

    /** The command that logs in; null if no login is needed. */
    @Nullable String loginCommand() {
        boolean needed =
                obstacles.stream().anyMatch(obstacle -> obstacle.reason().equals("login_needed"));
        return needed && login != null ? AgentCommand.login(login.tokenKey().server()) : null;
    }
}
