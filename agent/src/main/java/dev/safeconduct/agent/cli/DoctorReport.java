package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.ConfigProblem;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.Setting;
import dev.safeconduct.client.internal.discovery.TracedDiscovery;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code doctor} prints, to be pasted in a report that others read: no secret, no account, and the home directory as
 * {@code ~}.
 */
final class DoctorReport {

    private final Doctor doctor;
    private final Config config;
    private final ServerConfig server;
    private final Why why;

    DoctorReport(Doctor doctor, Client client, ServerConfig server, Why why) {
        this.doctor = doctor;
        this.config = client.config();
        this.server = server;
        this.why = why;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("safeconduct", new RootCommand.Version().getVersion()[0].replace("safeconduct ", ""));
        versions.put("java", System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"));
        versions.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        return versions;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        versions().forEach((name, version) -> line(text, "", name, version));
        text.append("\nServer ").append(server.url()).append('\n');
        line(text, "  ", "name", config.server(server.name()) == null ? "(not configured)" : server.name());
        line(text, "  ", "grant", server.grant().name());
        line(text, "  ", "state", why.state());
        line(text, "  ", "agent", why.sendsToken() ? "sends it a token" : "sends it no token: " + reasons());
        text.append("\nChecks\n");
        for (Doctor.Check check : doctor.checks()) {
            line(text, check.passed() ? "  ok      " : "  FAILED  ", check.name(), check.message());
        }
        text.append("\nWhere metadata was looked for\n").append(doctor.steps().isEmpty() ? "  Nowhere.\n" : "");
        for (TracedDiscovery.Step step : doctor.steps()) {
            line(
                    text,
                    "  ",
                    step.outcome(),
                    step.location() + (step.reason() == null ? "" : " (" + step.reason() + ")"));
        }
        text.append("\nAuthorization server\n").append(doctor.facts().isEmpty() ? "  Not found.\n" : "");
        doctor.facts().forEach((name, value) -> line(text, "  ", name, value));
        text.append("\nConfiguration\n").append(config.keys().isEmpty() ? "  Nothing is set.\n" : "");
        for (String key : config.keys()) {
            Setting setting = config.setting(key);
            line(text, "  ", key, setting == null ? null : value(key, setting) + "  (" + setting.origin() + ")");
        }
        for (ConfigProblem problem : config.problems()) {
            line(text, "  ", "problem", problem.text());
        }
        return text.toString();
    }

    private String reasons() {
        return String.join(
                ", ", why.obstacles().stream().map(Why.Obstacle::reason).toList());
    }

    private void line(StringBuilder text, String indent, String name, @Nullable String value) {
        if (value != null) {
            text.append(indent).append(name).append(": ").append(shown(value)).append('\n');
        }
    }

    /** It is not a secret, but a person's. */
    private static String value(String key, Setting setting) {
        return key.endsWith(".account") ? "(hidden)" : setting.value();
    }

    private String shown(String value) {
        Path home = config.homeDirectory();
        String text = ServerText.sanitize(value);
        return home == null || home.getNameCount() == 0 ? text : text.replace(home.toString(), "~");
    }

    String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(versions());
        json.put("url", server.url().text());
        json.put("name", config.server(server.name()) == null ? null : server.name());
        json.put("grant", server.grant().name());
        json.put("status", why.state());
        json.put("token", why.sendsToken());
        json.put("reasons", why.obstacles().stream().map(Why.Obstacle::reason).toList());
        json.put("passed", doctor.isWell());
        List<Object> checks = new ArrayList<>();
        doctor.checks()
                .forEach(check -> checks.add(Map.<String, Object>of(
                        "name", check.name(), "passed", check.passed(), "message", shown(check.message()))));
        json.put("checks", checks);
        List<Object> steps = new ArrayList<>();
        doctor.steps()
                .forEach(step -> steps.add(Map.<String, Object>of(
                        "url", step.location().toString(),
                        "outcome", step.outcome(),
                        "reason", step.reason() == null ? "" : shown(step.reason()))));
        json.put("discovery", steps);
        json.put("authorization_server", doctor.facts());
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String key : config.keys()) {
            Setting setting = config.setting(key);
            if (setting != null) {
                settings.put(
                        key,
                        Map.<String, Object>of("value", shown(value(key, setting)), "origin", shown(setting.origin())));
            }
        }
        json.put("config", settings);
        json.put(
                "problems",
                config.problems().stream().map(problem -> shown(problem.text())).toList());
        json.values().removeIf(value -> value == null);
        return new String(OAuthJson.write(json), StandardCharsets.UTF_8) + "\n";
    }
}
