package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.grpc.GrpcHook;
import dev.safeconduct.agent.hook.httpasyncclient4.HttpAsyncClient4Hook;
import dev.safeconduct.agent.hook.httpclient4.HttpClient4Hook;
import dev.safeconduct.agent.hook.httpclient5.HttpClient5Hook;
import dev.safeconduct.agent.hook.httpurlconnection.HttpUrlConnectionHook;
import dev.safeconduct.agent.hook.javanethttp.JavaNetHttpHook;
import dev.safeconduct.agent.hook.jetty.JettyHook;
import dev.safeconduct.agent.hook.netty.NettyHook;
import dev.safeconduct.agent.hook.okhttp.OkHttpHook;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The supported HTTP clients, and those that {@code safeconduct.agent.clients} leaves. A hook is loaded with the first
 * class that it weaves, so that a program pays for the clients that it has.
 */
public final class ChosenClients implements Function<String, @Nullable ClientHook> {

    private static final String KEY = "safeconduct.agent.clients";

    /** In the order in which a person reads them. A test holds them to the hooks. */
    static final List<String> NAMES = List.of(
            "java.net.http",
            "httpurlconnection",
            "okhttp",
            "httpclient4",
            "httpclient5",
            "httpasyncclient4",
            "netty",
            "jetty",
            "grpc");

    private final List<String> chosen;

    private ChosenClients(List<String> chosen) {
        this.chosen = chosen;
    }

    /** Those of a configuration; a name that is not one of a client is told in a line. */
    public static ChosenClients of(Config config, EventLog log) {
        List<String> wanted = config.list(KEY);
        if (wanted.isEmpty()) {
            return new ChosenClients(NAMES);
        }
        List<String> chosen = new ArrayList<>();
        for (String name : wanted) {
            if (NAMES.contains(name)) {
                chosen.add(name);
            } else {
                log.log(
                        Level.WARN,
                        KEY + ": there is no client \"" + name + "\". There are: " + String.join(", ", NAMES));
            }
        }
        return new ChosenClients(chosen);
    }

    /** All that are supported, with whatever they load. */
    public static List<ClientHook> all() {
        return List.of(
                JavaNetHttpHook.INSTANCE,
                HttpUrlConnectionHook.INSTANCE,
                OkHttpHook.INSTANCE,
                HttpClient4Hook.INSTANCE,
                HttpClient5Hook.INSTANCE,
                HttpAsyncClient4Hook.INSTANCE,
                NettyHook.INSTANCE,
                JettyHook.INSTANCE,
                GrpcHook.INSTANCE);
    }

    /** The names of those that are chosen. */
    public List<String> names() {
        return chosen;
    }

    boolean isEmpty() {
        return chosen.isEmpty();
    }

    /**
     * The hook that weaves a class.
     *
     * @param className with slashes
     * @return null where the class is not woven, or its client is not chosen
     */
    @Override
    public @Nullable ClientHook apply(String className) {
        ClientHook hook = weaving(className);
        return hook != null && chosen.contains(hook.name()) ? hook : null;
    }

    /** A test holds this to what the hooks say themselves. */
    private static @Nullable ClientHook weaving(String className) {
        return switch (className) {
            case "jdk/internal/net/http/MultiExchange",
                    "jdk/internal/net/http/Http1Request",
                    "jdk/internal/net/http/Stream" -> JavaNetHttpHook.INSTANCE;
            case "sun/net/www/protocol/http/HttpURLConnection" -> HttpUrlConnectionHook.INSTANCE;
            case "io/grpc/internal/ManagedChannelImplBuilder" -> GrpcHook.INSTANCE;
            case "okhttp3/OkHttpClient" -> OkHttpHook.INSTANCE;
            case "io/netty/channel/CombinedChannelDuplexHandler" -> NettyHook.INSTANCE;
            case "org/apache/hc/client5/http/impl/async/H2AsyncClientBuilder",
                    "org/apache/hc/client5/http/impl/async/HttpAsyncClientBuilder",
                    "org/apache/hc/client5/http/impl/classic/HttpClientBuilder" -> HttpClient5Hook.INSTANCE;
            case "org/apache/http/impl/client/HttpClientBuilder" -> HttpClient4Hook.INSTANCE;
            case "org/apache/http/impl/nio/client/DefaultClientExchangeHandlerImpl",
                    "org/apache/http/nio/protocol/HttpAsyncRequestExecutor" -> HttpAsyncClient4Hook.INSTANCE;
            case "org/eclipse/jetty/client/HttpDestination",
                    "org/eclipse/jetty/client/HttpRequest",
                    "org/eclipse/jetty/client/ProtocolHandlers",
                    "org/eclipse/jetty/client/transport/HttpDestination",
                    "org/eclipse/jetty/client/transport/HttpRequest" -> JettyHook.INSTANCE;
            default -> null;
        };
    }
}
