package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.BridgeHandlers;
import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.Handles;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Member;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;

/** The catalogue of {@code java.net.http}. The same from JDK 17 to 25. */
public final class JavaNetHttpHook implements ClientHook {

    public static final ClientHook INSTANCE = new JavaNetHttpHook();

    private static final String INTERNAL = "jdk/internal/net/http/";
    private static final String MULTI_EXCHANGE = INTERNAL + "MultiExchange";
    private static final String EXCHANGE = INTERNAL + "Exchange";
    private static final String REQUEST = INTERNAL + "HttpRequestImpl";
    private static final String RESPONSE = INTERNAL + "Response";
    private static final String HEADER_FILTER = INTERNAL + "HeaderFilter";
    private static final String CLIENT = INTERNAL + "HttpClientImpl";
    private static final String EXECUTOR = CLIENT + "$DelegatingExecutor";
    private static final String HEADERS_BUILDER = INTERNAL + "common/HttpHeadersBuilder";
    private static final String FUTURE = "Ljava/util/concurrent/CompletableFuture;";
    private static final String FILTER_DESCRIPTOR = "(L" + RESPONSE + ";)L" + REQUEST + ";";

    private static final List<JoinPoint> JOIN_POINTS = List.of(
            new JoinPoint(
                    "responseAsyncImpl()" + FUTURE,
                    new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, EXCHANGE, "responseAsync", "()" + FUTURE),
                    true,
                    "exchange",
                    "(Ljava/lang/Object;Ljava/lang/Object;)" + FUTURE,
                    null,
                    false),
            new JoinPoint(
                    "responseFilters" + FILTER_DESCRIPTOR,
                    new JoinPoint.Instruction(Opcodes.INVOKEINTERFACE, HEADER_FILTER, "response", FILTER_DESCRIPTOR),
                    false,
                    "filter",
                    "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                    REQUEST,
                    false));

    private static final List<Member> MEMBERS = List.of(
            Member.field(MULTI_EXCHANGE, "client", type(CLIENT)),
            Member.field(MULTI_EXCHANGE, "responseHandler", "Ljava/net/http/HttpResponse$BodyHandler;"),
            Member.field(MULTI_EXCHANGE, "executor", type(EXECUTOR)),
            Member.field(MULTI_EXCHANGE, "attempts", "Ljava/util/concurrent/atomic/AtomicInteger;"),
            Member.field(MULTI_EXCHANGE, "response", "Ljava/net/http/HttpResponse;"),
            Member.field(MULTI_EXCHANGE, "cancelled", "Z"),
            Member.method(MULTI_EXCHANGE, "cancelTimer", "()V"),
            Member.method(EXCHANGE, "responseAsync", "()" + FUTURE),
            Member.field(EXCHANGE, "request", type(REQUEST)),
            Member.field(EXCHANGE, "multi", type(MULTI_EXCHANGE)),
            Member.method(REQUEST, "proxy", "()Ljava/net/InetSocketAddress;"),
            Member.method(REQUEST, "secure", "()Z"),
            Member.method(REQUEST, "setSystemHeader", "(Ljava/lang/String;Ljava/lang/String;)V"),
            Member.method(REQUEST, "getSystemHeadersBuilder", "()" + type(HEADERS_BUILDER)),
            Member.method(REQUEST, "newInstanceForAuthentication", "(" + type(REQUEST) + ")" + type(REQUEST)),
            Member.method(HEADERS_BUILDER, "map", "()Ljava/util/Map;"),
            Member.method(EXECUTOR, "delegate", "()Ljava/util/concurrent/Executor;"),
            Member.field(RESPONSE, "statusCode", "I"),
            Member.field(RESPONSE, "headers", "Ljava/net/http/HttpHeaders;"),
            Member.field(RESPONSE, "exchange", type(EXCHANGE)),
            Member.method(RESPONSE, "request", "()" + type(REQUEST)),
            Member.method(HEADER_FILTER, "response", FILTER_DESCRIPTOR),
            Member.method(INTERNAL + "AuthenticationFilter", "response", FILTER_DESCRIPTOR));

    private JavaNetHttpHook() {}

    @Override
    public String name() {
        return "java.net.http";
    }

    @Override
    public String className() {
        return MULTI_EXCHANGE;
    }

    @Override
    public String module() {
        return "java.net.http";
    }

    @Override
    public List<String> packages() {
        return List.of("jdk.internal.net.http", "jdk.internal.net.http.common");
    }

    @Override
    public List<JoinPoint> joinPoints() {
        return JOIN_POINTS;
    }

    @Override
    public List<Member> members() {
        return MEMBERS;
    }

    @Override
    public void install(BridgeHandlers handlers, AgentContext context) {
        handlers.keepLoaded(NativeExchange.class, Handles.class, SneakyThrow.class);
        FirstUse<JdkHttpExchanges> exchanges = new FirstUse<>() {
            @Override
            protected JdkHttpExchanges make() {
                return new JdkHttpExchanges(context);
            }
        };
        handlers.set(BridgeHandlers.EXCHANGE, new JavaNetHttpHandler(BridgeHandlers.EXCHANGE, exchanges));
        handlers.set(BridgeHandlers.FILTER, new JavaNetHttpHandler(BridgeHandlers.FILTER, exchanges));
    }

    private static String type(String className) {
        return "L" + className + ";";
    }
}
