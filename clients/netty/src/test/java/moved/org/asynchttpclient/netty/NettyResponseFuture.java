package moved.org.asynchttpclient.netty;

/** Has the name of what AsyncHttpClient has for a request, in a library that has moved it. */
public final class NettyResponseFuture {

    /** Where the hop goes; is asked for user information, which it does not have here. */
    public Object getUri() {
        return null;
    }
}
