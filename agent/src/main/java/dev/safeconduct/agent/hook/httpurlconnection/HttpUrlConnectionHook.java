package dev.safeconduct.agent.hook.httpurlconnection;

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

/** {@code HttpURLConnection}, from JDK 17 on. */
public final class HttpUrlConnectionHook implements JdkHook {

    public static final JdkHook INSTANCE = new HttpUrlConnectionHook();

    private static final String HTTP = "sun/net/www/protocol/http/";
    private static final String CONNECTION = HTTP + "HttpURLConnection";
    private static final String CLIENT = "sun/net/www/http/HttpClient";
    private static final String POSTER = "sun/net/www/http/PosterOutputStream";
    private static final String HEADERS = "sun/net/www/MessageHeader";
    private static final String SERVER_AUTHENTICATION_DESCRIPTOR =
            "(L" + HTTP + "AuthenticationHeader;)L" + HTTP + "AuthenticationInfo;";
    private static final String GET_INPUT_STREAM = "getInputStream0()Ljava/io/InputStream;";

    private static final List<HookedClass> CLASSES = List.of(new HookedClass(
            CONNECTION,
            JoinPoint.before(
                    HttpUrlConnectionSite.BEFORE_WRITE,
                    "writeRequests()V",
                    new JoinPoint.Instruction(
                            Opcodes.INVOKEVIRTUAL,
                            CLIENT,
                            "writeRequests",
                            "(L" + HEADERS + ";Lsun/net/www/http/PosterOutputStream;Z)V")),
            JoinPoint.before(
                    HttpUrlConnectionSite.BEFORE_CONNECT,
                    "getOutputStream0()Ljava/io/OutputStream;",
                    new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, CONNECTION, "checkReuseConnection", "()Z")),
            JoinPoint.after(
                    HttpUrlConnectionSite.STATUS,
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, CONNECTION, "getResponseCode", "()I")),
            JoinPoint.exit(HttpUrlConnectionSite.OUTPUT, "getOutputStream0()Ljava/io/OutputStream;"),
            JoinPoint.entry(HttpUrlConnectionSite.DISCONNECT, "disconnect()V"),
            JoinPoint.instead(
                    HttpUrlConnectionSite.SERVER_AUTHENTICATION,
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(
                            Opcodes.INVOKEVIRTUAL,
                            CONNECTION,
                            "getServerAuthentication",
                            SERVER_AUTHENTICATION_DESCRIPTOR)),
            JoinPoint.instead(
                    HttpUrlConnectionSite.FOLLOW_REDIRECT,
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(Opcodes.INVOKEVIRTUAL, CONNECTION, "followRedirect", "()Z")),
            JoinPoint.result(
                    HttpUrlConnectionSite.MAX_REDIRECTS,
                    GET_INPUT_STREAM,
                    new JoinPoint.Instruction(Opcodes.GETSTATIC, CONNECTION, "maxRedirects", "I"))));

    private static final List<Member> MEMBERS = List.of(
            Member.field(CONNECTION, "requests", "L" + HEADERS + ";"),
            Member.field(CONNECTION, "responses", "L" + HEADERS + ";"),
            Member.field("java/net/HttpURLConnection", "responseCode", "I"),
            Member.field("java/net/HttpURLConnection", "chunkLength", "I"),
            Member.field("java/net/HttpURLConnection", "fixedContentLength", "I"),
            Member.field("java/net/HttpURLConnection", "fixedContentLengthLong", "J"),
            Member.field(CONNECTION, "poster", "L" + POSTER + ";"),
            Member.method(POSTER, "<init>", "()V"),
            Member.field(CONNECTION, "http", "L" + CLIENT + ";"),
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

    private HttpUrlConnectionHook() {}

    @Override
    public String name() {
        return "httpurlconnection";
    }

    @Override
    public List<HookedClass> classes() {
        return CLASSES;
    }

    @Override
    public String module() {
        return "java.base";
    }

    @Override
    public List<String> packages() {
        return List.of("java.net", "sun.net.www", "sun.net.www.http", "sun.net.www.protocol.http");
    }

    @Override
    public List<Member> members() {
        return MEMBERS;
    }

    @Override
    public Map<HttpUrlConnectionSite, HttpUrlConnectionHandler> handlers(AgentContext context) {
        FirstUse<UrlConnections> connections =
                new FirstUse<>(NativeConnection.class, Handles.class, SneakyThrow.class) {
                    @Override
                    protected UrlConnections make() {
                        return new UrlConnections(context);
                    }
                };
        Map<HttpUrlConnectionSite, HttpUrlConnectionHandler> handlers = new EnumMap<>(HttpUrlConnectionSite.class);
        for (HttpUrlConnectionSite site : HttpUrlConnectionSite.values()) {
            handlers.put(site, new HttpUrlConnectionHandler(site, connections));
        }
        return handlers;
    }
}
