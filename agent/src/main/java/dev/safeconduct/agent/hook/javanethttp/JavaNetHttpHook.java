package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.AgentContext;
import dev.safeconduct.agent.hook.FirstUse;
import dev.safeconduct.agent.hook.Handles;
import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JdkHook;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.Member;
import dev.safeconduct.agent.hook.SneakyThrow;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.Opcodes;

/** {@code java.net.http}, from JDK 17 on. */
public final class JavaNetHttpHook implements JdkHook {

    public static final JdkHook INSTANCE = new JavaNetHttpHook();

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
    private static final String READ_BODY_DESCRIPTOR = "(Ljava/net/http/HttpResponse$BodyHandler;)" + FUTURE;
    private static final String HTTP1_REQUEST = INTERNAL + "Http1Request";
    private static final String STREAM = INTERNAL + "Stream";
    private static final JoinPoint.Instruction SUBSCRIBE = new JoinPoint.Instruction(
            Opcodes.INVOKEINTERFACE,
            "java/net/http/HttpRequest$BodyPublisher",
            "subscribe",
            "(Ljava/util/concurrent/Flow$Subscriber;)V");
    private static final String FILTER_DESCRIPTOR = "(L" + RESPONSE + ";)L" + REQUEST + ";";

    /** The methods around these calls are not named: JDK 26 has changed one of them. */
    private static final List<HookedClass> CLASSES = List.of(
            new HookedClass(
                    MULTI_EXCHANGE,
                    JoinPoint.instead(
                            JavaNetHttpSite.EXCHANGE,
                            null,
                            new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, EXCHANGE, "responseAsync", "()" + FUTURE)),
                    JoinPoint.instead(
                            JavaNetHttpSite.FILTER,
                            null,
                            new JoinPoint.Instruction(
                                    Opcodes.INVOKEINTERFACE, HEADER_FILTER, "response", FILTER_DESCRIPTOR)),
                    JoinPoint.instead(
                            JavaNetHttpSite.READ_BODY,
                            null,
                            new JoinPoint.Instruction(
                                    Opcodes.INVOKEVIRTUAL, EXCHANGE, "readBodyAsync", READ_BODY_DESCRIPTOR)),
                    JoinPoint.instead(
                            JavaNetHttpSite.IGNORE_BODY,
                            null,
                            new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, EXCHANGE, "ignoreBody", "()" + FUTURE))),
            new HookedClass(HTTP1_REQUEST, JoinPoint.receiverOfEach(JavaNetHttpSite.SEND_BODY_1, SUBSCRIBE)),
            new HookedClass(STREAM, JoinPoint.receiverOfEach(JavaNetHttpSite.SEND_BODY_2, SUBSCRIBE)));

    private static final List<Member> MEMBERS = List.of(
            Member.field(MULTI_EXCHANGE, "client", type(CLIENT)),
            Member.field(MULTI_EXCHANGE, "userRequest", "Ljava/net/http/HttpRequest;"),
            Member.field(MULTI_EXCHANGE, "responseHandler", "Ljava/net/http/HttpResponse$BodyHandler;"),
            Member.field(MULTI_EXCHANGE, "executor", type(EXECUTOR)),
            Member.field(MULTI_EXCHANGE, "attempts", "Ljava/util/concurrent/atomic/AtomicInteger;")
                    .optional(),
            Member.field(MULTI_EXCHANGE, "response", "Ljava/net/http/HttpResponse;")
                    .optional(),
            Member.field(MULTI_EXCHANGE, "cancelled", "Z"),
            Member.method(MULTI_EXCHANGE, "cancelTimer", "()V").optional(),
            Member.method(EXCHANGE, "responseAsync", "()" + FUTURE),
            Member.method(EXCHANGE, "readBodyAsync", READ_BODY_DESCRIPTOR),
            Member.method(EXCHANGE, "ignoreBody", "()" + FUTURE),
            Member.method(REQUEST, "isWebSocket", "()Z"),
            Member.field(HTTP1_REQUEST, "request", type(REQUEST)),
            Member.field(STREAM, "request", type(REQUEST)),
            Member.field(EXCHANGE, "request", type(REQUEST)),
            Member.field(EXCHANGE, "multi", type(MULTI_EXCHANGE)),
            Member.method(REQUEST, "proxy", "()Ljava/net/InetSocketAddress;"),
            Member.method(REQUEST, "secure", "()Z"),
            Member.method(REQUEST, "setSystemHeader", "(Ljava/lang/String;Ljava/lang/String;)V"),
            Member.method(REQUEST, "getSystemHeadersBuilder", "()" + type(HEADERS_BUILDER)),
            Member.method(REQUEST, "newInstanceForAuthentication", "(" + type(REQUEST) + ")" + type(REQUEST)),
            Member.method(HEADERS_BUILDER, "map", "()Ljava/util/Map;").optional(),
            Member.method(EXECUTOR, "delegate", "()Ljava/util/concurrent/Executor;")
                    .optional(),
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
    public List<HookedClass> classes() {
        return CLASSES;
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
    public List<Member> members() {
        return MEMBERS;
    }

    @Override
    public Map<JavaNetHttpSite, JavaNetHttpHandler> handlers(AgentContext context) {
        FirstUse<JdkHttpExchanges> exchanges = new FirstUse<>(NativeExchange.class, Handles.class, SneakyThrow.class) {
            @Override
            protected JdkHttpExchanges make() {
                return new JdkHttpExchanges(context);
            }
        };
        Map<JavaNetHttpSite, JavaNetHttpHandler> handlers = new EnumMap<>(JavaNetHttpSite.class);
        for (JavaNetHttpSite site : JavaNetHttpSite.values()) {
            handlers.put(site, new JavaNetHttpHandler(site, exchanges));
        }
        return handlers;
    }

    private static String type(String className) {
        return "L" + className + ";";
    }
}
