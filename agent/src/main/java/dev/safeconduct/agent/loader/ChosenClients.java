package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.httpurlconnection.HttpUrlConnectionHook;
import dev.safeconduct.agent.hook.javanethttp.JavaNetHttpHook;
import dev.safeconduct.agent.hook.okhttp.OkHttpHook;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.util.ArrayList;
import java.util.List;

/** The supported HTTP clients, and those that {@code safeconduct.agent.clients} leaves. */
public final class ChosenClients {

    private static final String KEY = "safeconduct.agent.clients";

    private ChosenClients() {}

    /** All that are supported. */
    public static List<ClientHook> all() {
        return List.of(JavaNetHttpHook.INSTANCE, HttpUrlConnectionHook.INSTANCE, OkHttpHook.INSTANCE);
    }

    static List<ClientHook> of(Config config, EventLog log) {
        List<String> wanted = new ArrayList<>(config.list(KEY));
        if (wanted.isEmpty()) {
            return all();
        }
        List<ClientHook> chosen = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (ClientHook client : all()) {
            if (wanted.remove(client.name())) {
                chosen.add(client);
            }
            names.append(names.length() == 0 ? "" : ", ").append(client.name());
        }
        for (String unknown : wanted) {
            log.log(Level.WARN, KEY + ": there is no client \"" + unknown + "\". There are: " + names);
        }
        return chosen;
    }
}
