package dev.safeconduct.clients.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.request.Origin;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelTargetTest {

    private SocketAddress remote = InetSocketAddress.createUnresolved("api.test", 8443);

    private final EmbeddedChannel channel = new EmbeddedChannel() {
        @Override
        protected SocketAddress remoteAddress0() {
            return remote;
        }
    };

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void it_is_what_is_connected_to() {
        assertThat(target()).isEqualTo(new Origin("http", "api.test", 8443));
    }

    @Test
    void an_ipv6_address_is_as_in_a_url() throws UnknownHostException {
        remote = new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), 8080);
        assertThat(target()).isEqualTo(new Origin("http", "[::1]", 8080));
    }

    @Test
    void tls_makes_it_https() throws SSLException {
        tls("api.test", 8443, true);
        assertThat(target()).isEqualTo(new Origin("https", "api.test", 8443));
    }

    @Test
    void tls_to_another_name_counts_only_if_the_name_is_checked() throws SSLException {
        tls("other.test", 443, false);
        assertThat(target()).isNull();
        channel.pipeline().removeFirst();
        tls("other.test", 443, true);
        assertThat(target()).isEqualTo(new Origin("https", "other.test", 443));
    }

    @Test
    void t14_a_tunnel_is_a_targets_end_and_read_by_the_proxy_without_tls() throws SSLException {
        ChannelTarget.tunnel(channel, "far.test:443");
        assertThat(target()).isNull();
        tls("far.test", 443, false);
        assertThat(target()).isEqualTo(new Origin("https", "far.test", 443));
    }

    @Test
    void a_tunnel_with_tls_to_elsewhere_has_no_target() throws SSLException {
        ChannelTarget.tunnel(channel, "far.test:443");
        tls("proxy.test", 8443, true);
        assertThat(target()).isNull();
    }

    @Test
    void what_is_no_address_of_the_internet_has_no_target() {
        remote = new SocketAddress() {};
        assertThat(target()).isNull();
    }

    private void tls(String host, int port, boolean isChecked) throws SSLException {
        SSLEngine engine = SslContextBuilder.forClient().build().newEngine(channel.alloc(), host, port);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(isChecked ? "HTTPS" : null);
        engine.setSSLParameters(parameters);
        channel.pipeline().addFirst(new SslHandler(engine));
    }

    private Origin target() {
        channel.pipeline().addLast("here", new ChannelInboundHandlerAdapter());
        try {
            return ChannelTarget.of(channel.pipeline().context("here"));
        } finally {
            channel.pipeline().remove("here");
        }
    }
}
