package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.instrumentation.ClientInstrumentation;
import dev.safeconduct.agent.instrumentation.httpurlconnection.HttpUrlConnectionInstrumentation;
import dev.safeconduct.agent.instrumentation.jdkhttp.JdkHttpInstrumentation;
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
    public static List<ClientInstrumentation> all() {
        return List.of(JdkHttpInstrumentation.INSTANCE, HttpUrlConnectionInstrumentation.INSTANCE);
    }

    static List<ClientInstrumentation> of(Config config, EventLog log) {
        List<String> wanted = new ArrayList<>(config.list(KEY));
        if (wanted.isEmpty()) {
            return all();
        }
        List<ClientInstrumentation> chosen = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (ClientInstrumentation client : all()) {
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
