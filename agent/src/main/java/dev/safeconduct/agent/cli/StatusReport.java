package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.log.AgentCommand;
import dev.safeconduct.client.internal.KnownLogin;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.Setting;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.muster.SessionServerStatus;
import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code status} prints. Holds no secret. */
final class StatusReport {

    private final List<KnownLogin> states;
    private final Collection<String> unreadable;
    private final Config config;
    private final boolean withConfig;
    private final Clock clock;

    /**
     * @param unreadable what of the store cannot be read, in words
     * @param withConfig whether the settings are shown too
     */
    StatusReport(
            List<KnownLogin> states, Collection<String> unreadable, Config config, boolean withConfig, Clock clock) {
        this.states = states;
        this.unreadable = unreadable;
        this.config = config;
        this.withConfig = withConfig;
        this.clock = clock;
    }

    // For people

    String text() {
        StringBuilder text = new StringBuilder();
        for (KnownLogin state : states) {
            describe(state, text);
        }
        if (states.isEmpty() && unreadable.isEmpty()) {
            text.append("No server is configured or logged in to. Log in with: ")
                    .append(AgentCommand.login("<URL of the server>"))
                    .append('\n');
        }
        if (withConfig) {
            text.append("\nConfiguration\n").append(config.keys().isEmpty() ? "  Nothing is set.\n" : "");
            config.keys().forEach(key -> line(text, key, shown(config.setting(key))));
        }
        if (!config.problems().isEmpty()) {
            text.append("\nProblems of the configuration\n");
            config.problems()
                    .forEach(problem -> text.append("  ").append(words(problem)).append('\n'));
        }
        return text.toString();
    }

    private void describe(KnownLogin state, StringBuilder text) {
        ServerConfig server = state.server();
        TokenRecord record = state.record();
        text.append(ServerText.sanitize(state.key().server()));
        text.append(server == null ? "" : " (" + server.name() + ")").append('\n');
        line(text, "State", SessionServerStatus.of(state.state()).value());
        if (record != null) {
            line(text, "Expires", Expiry.words(record.token(), clock));
            line(text, "Refresh", refresh(record, clock));
            line(text, "Issuer", ServerText.sanitize(record.issuer()));
            String wider = state.widerResource();
            line(text, "Resource", wider == null ? null : ServerText.sanitize(wider) + " (more than the server)");
            String account = state.account();
            line(text, "Account", account);
            String scope = record.token().scope();
            line(text, "Scope", scope == null ? null : ServerText.sanitize(scope));
        }
        if (server != null && !server.grant().needsPerson()) {
            line(text, "Grant", server.grant().name() + " (" + server.grant().status() + ")");
            line(text, "Made of", server.from() == null ? null : "the login to " + state.loginServer());
        }
        if (state.needsLogin()) {
            line(text, "Log in with", AgentCommand.login(ServerText.sanitize(state.loginServer())));
        }
    }

    /** How the token is refreshed, and when that ends, if the server has stated it. */
    private static String refresh(TokenRecord record, Clock clock) {
        Instant end = record.token().refreshExpiresAt();
        if (!record.isRefreshable()) {
            return "not available (a new login at expiry)";
        }
        return end == null ? "automatic" : "automatic, the session ends " + Expiry.words(end, clock);
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append("  ").append(name).append(": ").append(value).append('\n');
        }
    }

    private static @Nullable String shown(@Nullable Setting setting) {
        return setting == null ? null : setting.value() + "  (" + setting.origin() + ")";
    }

    private static String words(ConfigProblem problem) {
        return switch (problem.scope()) {
                    case GLOBAL -> "everything is off: ";
                    case SERVER -> "the server " + problem.server() + " is left out: ";
                    case WARNING -> "warning: ";
                }
                + problem.text();
    }

    // For programs

    String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("servers", states.stream().map(this::json).toList());
        if (withConfig) {
            Map<String, @Nullable Object> settings = new LinkedHashMap<>();
            for (String key : config.keys()) {
                Setting setting = config.setting(key);
                if (setting != null) {
                    settings.put(key, Map.of("value", setting.value(), "origin", setting.origin()));
                }
            }
            json.put("config", settings);
        }
        List<Map<String, @Nullable Object>> problems = new ArrayList<>();
        config.problems().forEach(problem -> problems.add(json(problem)));
        json.put("problems", problems);
        if (!unreadable.isEmpty()) {
            json.put("unreadable", List.copyOf(unreadable));
        }
        return new String(OAuthJson.write(json), StandardCharsets.UTF_8) + "\n";
    }

    private Map<String, @Nullable Object> json(KnownLogin state) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        ServerConfig server = state.server();
        put(json, "name", server == null ? null : server.name());
        put(json, "from", server == null ? null : server.from());
        json.put("url", state.key().server());
        json.put("status", SessionServerStatus.of(state.state()).value());
        TokenRecord record = state.record();
        if (record != null) {
            put(json, "issuer", record.issuer());
            put(json, "wider_resource", state.widerResource());
            put(json, "account", state.account());
            put(json, "scope", record.token().scope());
            put(json, "expires_at", record.token().expiresAt());
            put(json, "created_at", record.createdAt());
            json.put("auto_refresh", record.isRefreshable());
            put(json, "session_ends_at", record.isRefreshable() ? record.token().refreshExpiresAt() : null);
        }
        if (state.needsLogin()) {
            json.put("login_command", AgentCommand.login(state.loginServer()));
        }
        return json;
    }

    private static Map<String, @Nullable Object> json(ConfigProblem problem) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("scope", problem.scope().name().toLowerCase(Locale.ROOT));
        put(json, "server", problem.server());
        json.put("key", problem.key());
        json.put("origin", problem.origin());
        json.put("message", problem.message());
        return json;
    }

    private static void put(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
        if (value != null && !value.equals("")) {
            json.put(name, value.toString());
        }
    }
}
