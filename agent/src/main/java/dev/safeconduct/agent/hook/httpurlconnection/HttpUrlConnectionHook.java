package dev.safeconduct.agent.hook.httpurlconnection;

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

/** The catalogue of {@code HttpURLConnection}. The same from JDK 17 to 25. */
public final class HttpUrlConnectionHook implements ClientHook {

    public static final ClientHook INSTANCE = new HttpUrlConnectionHook();

    private static final String HTTP = "sun/net/www/protocol/http/";
    private static final String CONNECTION = HTTP + "HttpURLConnection";
    private static final String CLIENT = "sun/net/www/http/HttpClient";
    private static final String HEADERS = "sun/net/www/MessageHeader";
    private static final String SERVER_AUTHENTICATION_DESCRIPTOR =
            "(L" + HTTP + "AuthenticationHeader;)L" + HTTP + "AuthenticationInfo;";
    private static final String GET_INPUT_STREAM = "getInputStream0()Ljava/io/InputStream;";

    private static final List<JoinPoint> JOIN_POINTS = List.of(
            new JoinPoint(
                    "writeRequests()V",
                    new JoinPoint.Instruction(
                            Opcodes.INVOKEVIRTUAL,
                            CLIENT,
                            "writeRequests",
                            "(L" + HEADERS + ";Lsun/net/www/http/PosterOutputStream;Z)V"),
                    true,
                    "beforeWrite",
                    "(Ljava/lang/Object;)V",
                    null,
                    true),
            new JoinPoint(
                    "getOutputStream0()Ljava/io/OutputStream;",
                    new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, CONNECTION, "checkReuseConnection", "()Z"),
                    true,
                    "beforeConnect",
                    "(Ljava/lang/Object;)V",
                    null,
                    true),
            new JoinPoint(
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(
                            Opcodes.INVOKEVIRTUAL,
                            CONNECTION,
                            "getServerAuthentication",
                            SERVER_AUTHENTICATION_DESCRIPTOR),
                    false,
                    "serverAuthentication",
                    "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                    HTTP + "AuthenticationInfo",
                    false),
            new JoinPoint(
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, CONNECTION, "followRedirect", "()Z"),
                    false,
                    "followRedirect",
                    "(Ljava/lang/Object;)Z",
                    null,
                    false),
            new JoinPoint(
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(Opcodes.GETSTATIC, CONNECTION, "maxRedirects", "I"),
                    true,
                    "maxRedirects",
                    "(Ljava/lang/Object;)I",
                    null,
                    false));

    private static final List<Member> MEMBERS = List.of(
            Member.field(CONNECTION, "requests", "L" + HEADERS + ";"),
            Member.field(CONNECTION, "responses", "L" + HEADERS + ";"),
            Member.field(CONNECTION, "http", "L" + CLIENT + ";"),
            Member.field(CONNECTION, "maxRedirects", "I"),
            Member.method(CONNECTION, "getServerAuthentication", SERVER_AUTHENTICATION_DESCRIPTOR),
            Member.method(CONNECTION, "followRedirect", "()Z"),
            Member.method(CONNECTION, "disconnectWeb", "()V"),
            Member.method(CONNECTION, "streaming", "()Z"),
            Member.field(CLIENT, "usingProxy", "Z"),
            Member.method(HEADERS, "getKey", "(Ljava/lang/String;)I"),
            Member.method(HEADERS, "getValue", "(I)Ljava/lang/String;"),
            Member.method(HEADERS, "set", "(Ljava/lang/String;Ljava/lang/String;)V"),
            Member.method(HEADERS, "remove", "(Ljava/lang/String;)V"),
            Member.method(HEADERS, "multiValueIterator", "(Ljava/lang/String;)Ljava/util/Iterator;"));

    private static final int[] CALLS = {
        BridgeHandlers.BEFORE_CONNECT,
        BridgeHandlers.BEFORE_WRITE,
        BridgeHandlers.SERVER_AUTHENTICATION,
        BridgeHandlers.FOLLOW_REDIRECT,
        BridgeHandlers.MAX_REDIRECTS
    };

    private HttpUrlConnectionHook() {}

    @Override
    public String name() {
        return "httpurlconnection";
    }

    @Override
    public String className() {
        return CONNECTION;
    }

    @Override
    public String module() {
        return "java.base";
    }

    @Override
    public List<String> packages() {
        return List.of("sun.net.www", "sun.net.www.http", "sun.net.www.protocol.http");
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
        handlers.keepLoaded(NativeConnection.class, Handles.class, SneakyThrow.class);
        FirstUse<UrlConnections> connections = new FirstUse<>() {
            @Override
            protected UrlConnections make() {
                return new UrlConnections(context);
            }
        };
        for (int call : CALLS) {
            handlers.set(call, new HttpUrlConnectionHandler(call, connections));
        }
    }
}
