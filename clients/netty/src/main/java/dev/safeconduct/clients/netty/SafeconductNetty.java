package dev.safeconduct.clients.netty;

import dev.safeconduct.client.request.RequestAuthorizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Adds tokens to the requests of a client on Netty 4.1 or 4.2, over HTTP/1.1 and HTTP/2: Reactor Netty and Spring's
 * {@code WebClient} on it, AsyncHttpClient, or one of a program's own. They go to configured servers, request by request,
 * and to no others. A 401 is answered with a refreshed token where there is one, on the same connection.
 *
 * <pre>{@code
 * HttpClient client = HttpClient.create() // Reactor Netty
 *         .doOnRequest((request, connection) ->
 *                 SafeconductNetty.install(connection.channel().pipeline(), safeconduct));
 *
 * DefaultAsyncHttpClientConfig config = Dsl.config() // AsyncHttpClient
 *         .setHttpAdditionalChannelInitializer(channel -> SafeconductNetty.install(channel.pipeline(), safeconduct))
 *         .build();
 * }</pre>
 *
 * <p>AsyncHttpClient shows no channels of HTTP/2 streams, so there its requests over HTTP/2 get no token.
 *
 * <p>No event loop waits: what is written while a token is fetched is held, and its channel says that it is not writable.
 */
public final class SafeconductNetty {

    /** Of the handler, in its pipeline. */
    private static final String NAME = "safeconduct";

    private static final String CODEC = "io.netty.handler.codec.http.HttpClientCodec";

    private static final String STREAM = "io.netty.handler.codec.http2.Http2StreamChannel";

    private SafeconductNetty() {}

    /**
     * Prepares a channel: behind the {@link HttpClientCodec} of its pipeline, or the connection of an HTTP/2 stream, where
     * that has an {@code Http2MultiplexHandler}; else nothing is done. Once more on the same changes nothing. What the agent
     * has put there gives way.
     *
     * @param pipeline not null; of a channel that has sent no request yet
     * @param session whose tokens; not null
     */
    public static void install(ChannelPipeline pipeline, RequestAuthorizer session) {
        Objects.requireNonNull(session, "session");
        if (isStream(pipeline.channel())) {
            Streams.prepare(pipeline.channel(), session, true);
            return;
        }
        ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
        if (codec == null || pipeline.get(AuthorizingHandler.class) != null) {
            return;
        }
        for (Map.Entry<String, ChannelHandler> entry : pipeline.toMap().entrySet()) {
            if (AuthorizingHandler.isOne(entry.getValue())) {
                pipeline.remove(entry.getKey());
            }
        }
        pipeline.addAfter(codec.name(), NAME, new AuthorizingHandler(session));
    }

    /**
     * Prepares a channel to which a handler has just been added, if that is an {@link HttpClientCodec}. The agent calls
     * this. A channel that a program has prepared is left alone.
     *
     * @param added the handler's own
     * @param session whose tokens; not null
     */
    public static void installBehind(ChannelHandlerContext added, RequestAuthorizer session) {
        // By its name: a program may have Netty without HTTP.
        if (!isA(CODEC, added.handler().getClass())) {
            return;
        }
        ChannelPipeline pipeline = added.pipeline();
        if (hasOwnAdapter(pipeline)) {
            return;
        }
        AuthorizingHandler earlier = pipeline.get(AuthorizingHandler.class);
        if (earlier != null) {
            pipeline.remove(earlier); // behind a codec that is gone: AsyncHttpClient makes another one in a tunnel
        }
        if (pipeline.toMap().values().stream().noneMatch(AuthorizingHandler::isOne)) {
            pipeline.addAfter(added.name(), NAME, new AuthorizingHandler(session));
        }
    }

    /**
     * Prepares an HTTP/2 stream that is being opened. The agent calls this. A connection that a program has prepared is left
     * alone.
     *
     * @param stream its channel
     * @param session whose tokens; not null
     */
    public static void installOnStream(Channel stream, RequestAuthorizer session) {
        Streams.prepare(stream, session, false);
    }

    /** Loaded with the first stream: a program may have Netty without HTTP/2. */
    private static final class Streams {

        static void prepare(Channel stream, RequestAuthorizer session, boolean isByProgram) {
            AuthorizingStreams.prepare((Http2StreamChannel) stream, session, isByProgram);
        }
    }

    /**
     * Moves a handler behind the codec, if it sees what comes before that: in a tunnel AsyncHttpClient puts TLS and another
     * codec in the place of the first.
     */
    static void follow(ChannelHandlerContext handler, RequestAuthorizer session) {
        ChannelPipeline pipeline = handler.pipeline();
        ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
        List<String> names = pipeline.names();
        if (codec != null && names.indexOf(handler.name()) < names.indexOf(codec.name())) {
            pipeline.remove(handler.handler());
            pipeline.addAfter(codec.name(), NAME, new AuthorizingHandler(session));
        }
    }

    /** Armeria has one that knows where a request began, and serves HTTP/2: what that decides holds. */
    private static boolean hasOwnAdapter(ChannelPipeline pipeline) {
        return pipeline.toMap().values().stream()
                .anyMatch(handler -> handler.getClass().getName().startsWith("com.linecorp.armeria."));
    }

    private static boolean isStream(Channel channel) {
        return channel.parent() != null && isA(STREAM, channel.getClass());
    }

    /** By its name, as the class may not be there. */
    private static boolean isA(String name, Class<?> found) {
        for (Class<?> type = found; type != null; type = type.getSuperclass()) {
            if (type.getName().equals(name)
                    || Arrays.stream(type.getInterfaces())
                            .anyMatch(of -> of.getName().equals(name))) {
                return true;
            }
        }
        return false;
    }
}
