package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.DpopMode;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code why} prints. Holds no secret. */
final class WhyReport {

    private final Why why;
    private final Clock clock;

    WhyReport(Why why, Clock clock) {
        this.why = why;
        this.clock = clock;
    }

    String text() {
        StringBuilder text = new StringBuilder(ServerText.sanitize(why.url()))
                .append(why.sendsToken() ? ": a token goes there.\n" : ": no token goes there.\n");
        for (Why.Obstacle obstacle : why.obstacles()) {
            line(text, "Reason", obstacle.message());
        }
        for (NearMiss miss : why.nearest()) {
            line(
                    text,
                    "Nearest",
                    miss.url() + " (" + miss.server().name() + "): " + String.join(", ", miss.differences()));
        }
        ServerConfig server = why.server();
        if (server != null) {
            line(text, "Server", server.url() + " (" + server.name() + ")");
            line(text, "State", why.state());
            line(text, "Sent", sent(server, why.record()));
        }
        Why.Remedy remedy = why.remedy();
        if (remedy != null) {
            line(
                    text,
                    remedy.key().endsWith(".urls") ? "If it is the same server" : "To change it",
                    remedy.key() + "=" + remedy.value());
        }
        line(text, "HTTP clients", String.join(", ", why.clients()));
        if (!why.relocated().isEmpty()) {
            line(text, "Relocated copies", String.join(", ", why.relocated()));
        }
        if (why.sendsToken()) {
            line(
                    text,
                    "Not if",
                    "the program sets its own Authorization or a Host of its own, the request was redirected from another host"
                            + " name, or a proxy reads it in the clear");
        }
        return text.toString();
    }

    private @Nullable String sent(ServerConfig server, @Nullable TokenRecord record) {
        String scheme = "Authorization: " + scheme(server, record);
        if (record != null) {
            return scheme + ", expires " + Expiry.words(record.token(), clock)
                    + (record.isRefreshable() ? ", refreshed automatically" : "");
        }
        return server.grant().needsPerson()
                ? null
                : scheme + ", obtained with the first request ("
                        + server.grant().name() + ")";
    }

    private static String scheme(ServerConfig server, @Nullable TokenRecord record) {
        if (record != null) {
            return record.isBound() ? Authorization.DPOP : "Bearer";
        }
        return switch (server.dpop()) {
            case ALWAYS -> Authorization.DPOP;
            case NEVER -> "Bearer";
            case AUTO -> "Bearer, or DPoP where the server demands it";
        };
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append("  ").append(name).append(": ").append(value).append('\n');
        }
    }

    String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("url", why.url());
        json.put("token", why.sendsToken());
        json.put("reasons", why.obstacles().stream().map(WhyReport::json).toList());
        ServerConfig server = why.server();
        if (server != null) {
            json.put("server", server.name());
            json.put("server_url", server.url().text());
            json.put("status", why.state());
            json.put("grant", server.grant().name());
            TokenRecord record = why.record();
            if (record != null) {
                json.put("scheme", scheme(server, record));
                put(json, "expires_at", record.token().expiresAt());
                json.put("auto_refresh", record.isRefreshable());
            } else if (server.dpop() == DpopMode.ALWAYS) {
                json.put("scheme", Authorization.DPOP);
            }
        }
        put(json, "login_command", why.loginCommand());
        json.put("nearest", why.nearest().stream().map(WhyReport::json).toList());
        Why.Remedy remedy = why.remedy();
        if (remedy != null) {
            json.put("set", Map.<String, Object>of("key", remedy.key(), "value", remedy.value()));
        }
        json.put("clients", why.clients());
        if (!why.relocated().isEmpty()) {
            json.put("relocated", why.relocated());
        }
        return new String(OAuthJson.write(json), StandardCharsets.UTF_8) + "\n";
    }

    private static Map<String, @Nullable Object> json(Why.Obstacle obstacle) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("reason", obstacle.reason());
        json.put("message", obstacle.message());
        return json;
    }

    private static Map<String, @Nullable Object> json(NearMiss miss) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("server", miss.server().name());
        json.put("url", miss.url().text());
        json.put("differences", List.copyOf(miss.differences()));
        return json;
    }

    private static void put(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
