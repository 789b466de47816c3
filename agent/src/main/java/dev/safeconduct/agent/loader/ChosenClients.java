package dev.safeconduct.agent.loader;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.RelocatedHook;
import dev.safeconduct.agent.hook.Relocation;
import dev.safeconduct.agent.hook.armeria.ArmeriaHook;
import dev.safeconduct.agent.hook.grpc.GrpcHook;
import dev.safeconduct.agent.hook.httpasyncclient4.HttpAsyncClient4Hook;
import dev.safeconduct.agent.hook.httpclient4.HttpClient4Hook;
import dev.safeconduct.agent.hook.httpclient5.HttpClient5Hook;
import dev.safeconduct.agent.hook.httpurlconnection.HttpUrlConnectionHook;
import dev.safeconduct.agent.hook.javanethttp.JavaNetHttpHook;
import dev.safeconduct.agent.hook.jetty.JettyHook;
import dev.safeconduct.agent.hook.ktor.KtorHook;
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
            "grpc",
            "ktor",
            "armeria");

    private static final String RELOCATED = "safeconduct.agent.relocated";

    /**
     * A copy of a client in another package.
     *
     * @param client its name
     */
    private record Copy(String client, Relocation relocation) {}

    private final List<String> chosen;
    private final List<Copy> copies;

    private ChosenClients(List<String> chosen, List<Copy> copies) {
        this.chosen = chosen;
        this.copies = copies;
    }

    /** Those of a configuration; a name that is not one of a client is told in a line. */
    public static ChosenClients of(Config config, EventLog log) {
        List<Copy> copies = copies(config, log);
        List<String> wanted = config.list(KEY);
        if (wanted.isEmpty()) {
            return new ChosenClients(NAMES, copies);
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
        return new ChosenClients(chosen, copies);
    }

    /** The entry class has judged this, where there is one; the command line has not. */
    private static List<Copy> copies(Config config, EventLog log) {
        List<Copy> copies = new ArrayList<>();
        for (String copy : config.list(RELOCATED)) {
            int sign = copy.indexOf('=');
            String client = copy.substring(sign + 1).strip();
            String original = packageOf(client);
            if (original == null) {
                log.log(
                        Level.WARN,
                        RELOCATED + ": there is no client \"" + client + "\" that is a library's. There are: "
                                + String.join(", ", NAMES));
            } else {
                // In the place of the client's own package, or before it.
                String place = copy.substring(0, sign).strip().replace('.', '/');
                copies.add(new Copy(client, new Relocation(original, place)));
                copies.add(new Copy(client, new Relocation(original, place + "/" + original)));
            }
        }
        return copies;
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
                GrpcHook.INSTANCE,
                KtorHook.INSTANCE,
                ArmeriaHook.INSTANCE);
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
        if (hook == null) {
            hook = weavingCopy(className);
        }
        return hook != null && chosen.contains(hook.name()) ? hook : null;
    }

    private @Nullable ClientHook weavingCopy(String className) {
        for (Copy copy : copies) {
            String original = copy.relocation().original(className);
            ClientHook hook = original == null ? null : weaving(original);
            if (hook != null && hook.name().equals(copy.client())) {
                return new RelocatedHook(hook, copy.relocation());
            }
        }
        return null;
    }

    /**
     * The package, with slashes, below which a library's client is and all that its adapter uses. A test holds it to the
     * hooks and to the entry class.
     *
     * @return null for a client of the JDK, and for an unknown name
     */
    public static @Nullable String packageOf(String client) {
        return switch (client) {
            case "okhttp" -> "okhttp3";
            case "httpclient4", "httpasyncclient4" -> "org/apache/http";
            case "httpclient5" -> "org/apache/hc";
            case "netty" -> "io/netty";
            case "jetty" -> "org/eclipse/jetty";
            case "grpc" -> "io/grpc";
            case "ktor" -> "io/ktor";
            case "armeria" -> "com/linecorp/armeria";
            default -> null;
        };
    }

    /** A test holds this to what the hooks say themselves. */
    private static @Nullable ClientHook weaving(String className) {
        return switch (className) {
            case "jdk/internal/net/http/MultiExchange",
                    "jdk/internal/net/http/Http1Request",
                    "jdk/internal/net/http/Stream" -> JavaNetHttpHook.INSTANCE;
            case "sun/net/www/protocol/http/HttpURLConnection" -> HttpUrlConnectionHook.INSTANCE;
            case "com/linecorp/armeria/client/ClientDecoration" -> ArmeriaHook.INSTANCE;
            case "io/grpc/internal/ManagedChannelImplBuilder" -> GrpcHook.INSTANCE;
            case "io/ktor/client/HttpClient", "io/ktor/client/engine/cio/CIOEngine" -> KtorHook.INSTANCE;
            case "okhttp3/OkHttpClient" -> OkHttpHook.INSTANCE;
            case "io/netty/channel/CombinedChannelDuplexHandler",
                    "io/netty/handler/codec/http2/Http2StreamChannelBootstrap" -> NettyHook.INSTANCE;
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
