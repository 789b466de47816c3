package hosts;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;

/** Jetty's HttpClient 12 that speaks HTTP/2, in the clear and over TLS. */
final class Jetty12Http2 {

    private Jetty12Http2() {}

    static HttpClient client() {
        ClientConnector connector = new ClientConnector();
        return new HttpClient(new HttpClientTransportDynamic(
                connector, new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector))));
    }
}
