package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our calls through a proxy, to a server whose name the proxy alone knows. */
class ProxyTest {

    private static final EndpointPolicy INTERNET = new EndpointPolicy(NetworkReach.INTERNET, false);
    private static final EndpointPolicy ANYWHERE = new EndpointPolicy(NetworkReach.MACHINE, true);
    private static final String CREDENTIALS = "me:canary";

    @TempDir
    static Path directory;

    private static RecordingSink proxy;
    private static RecordingSink server;
    private static String caFile;

    @BeforeAll
    static void start() throws Exception {
        PrivateAuthority authority = PrivateAuthority.create(directory);
        caFile = authority.certificateFile().toString();
        server = RecordingSink.start("as.example", 0, authority.server("as.example", "localhost"));
        proxy = RecordingSink.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        proxy.close();
    }

    @BeforeEach
    void reset() {
        server.forget();
        proxy.forget().tunnels(true).demands(null);
    }

    private static Transport through(String proxyValue, String... more) {
        String[] settings = new String[4 + more.length];
        settings[0] = "http.proxy";
        settings[1] = proxyValue;
        settings[2] = "tls.ca-file";
        settings[3] = caFile;
        System.arraycopy(more, 0, settings, 4, more.length);
        return Transports.with(settings);
    }

    private static HttpResult get(Transport transport, EndpointPolicy policy, String url) throws OAuthException {
        return transport.send(HttpCall.getJson(URI.create(url)), policy, "token endpoint");
    }

    private static String withCredentials(String userInfo) {
        return "http://" + userInfo + "@127.0.0.1:" + proxy.port();
    }

    @Test
    void https_goes_through_the_proxy_by_name() throws Exception {
        for (String value : new String[] {"127.0.0.1:" + proxy.port(), proxy.origin() + "/"}) {
            reset();
            assertThat(get(through(value), INTERNET, server.origin() + "/token").status())
                    .isEqualTo(200);
            assertThat(proxy.heads()).hasSize(1);
            assertThat(proxy.heads().get(0)).startsWith("CONNECT as.example:" + server.port() + " HTTP/1.1\r\n");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void what_is_in_the_clear_does_not() {
        String url = "http://as.example:" + server.port() + "/token";
        assertThatThrownBy(() -> get(through(proxy.origin()), ANYWHERE, url))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("is not known");
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void this_machine_is_not_reached_through_it() throws Exception {
        String url = "https://localhost:" + server.port() + "/token";
        assertThat(get(through(proxy.origin()), ANYWHERE, url).status()).isEqualTo(200);
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void nor_what_is_excepted() {
        Transport transport = through(proxy.origin(), "http.no-proxy", "other.example, .example");
        assertThatThrownBy(() -> get(transport, INTERNET, server.origin() + "/token"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("is not known");
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void a_value_that_is_wrong_is_an_error_that_names_the_key() {
        assertThatThrownBy(() -> get(through("socks5://me:canary@proxy:1080"), INTERNET, server.origin()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.http.proxy")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> get(through(proxy.origin(), "http.no-proxy", "a:1"), INTERNET, server.origin()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.http.no-proxy");
    }

    @Test
    void a_proxy_that_is_not_there_is_named() {
        RecordingSink gone = RecordingSink.start();
        gone.close();
        assertThatThrownBy(() -> get(through("me:canary@127.0.0.1:" + gone.port()), INTERNET, server.origin()))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("through the proxy 127.0.0.1:" + gone.port())
                .hasMessageNotContaining("canary");
    }

    @Test
    void a_proxy_that_refuses_the_way_is_named() {
        proxy.tunnels(false).answer(Reply.status(403));
        assertThatThrownBy(() -> get(through(proxy.origin()), INTERNET, server.origin()))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("through the proxy 127.0.0.1:" + proxy.port())
                .hasMessageContaining("403");
    }

    @Test
    void a_proxy_that_wants_a_password_is_told_from_a_server_that_does() {
        proxy.demands(CREDENTIALS);
        assertThatThrownBy(() -> get(through(proxy.origin()), INTERNET, server.origin()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("407")
                .hasMessageContaining("set safeconduct.http.proxy=http://user:password@host:port");
    }

    @Test
    void a_password_that_the_jdk_does_not_send_is_said_to_need_an_option() {
        proxy.demands(CREDENTIALS);
        assertThatThrownBy(() -> get(through(withCredentials(CREDENTIALS)), INTERNET, server.origin()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("-Djdk.http.auth.tunneling.disabledSchemes=")
                .hasMessageNotContaining("canary");
        assertThat(proxy.sawAnywhere("Proxy-Authorization")).isFalse();
    }

    private static Proxy ofTheHost(Proxy.Type type) {
        return new Proxy(type, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
    }

    private static <T> T withProxiesOfTheHost(List<Proxy> proxies, Callable<T> call) throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return proxies;
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
        try {
            return call.call();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void where_none_is_configured_it_is_the_hosts_but_for_what_is_excepted() throws Exception {
        List<Proxy> hosts = List.of(ofTheHost(Proxy.Type.HTTP));
        assertThat(withProxiesOfTheHost(
                                hosts,
                                () -> get(Transports.with("tls.ca-file", caFile), INTERNET, server.origin() + "/x"))
                        .status())
                .isEqualTo(200);
        assertThat(proxy.connections()).isEqualTo(1);

        Transport without = Transports.with("tls.ca-file", caFile, "http.no-proxy", "*");
        assertThatThrownBy(() -> withProxiesOfTheHost(hosts, () -> get(without, INTERNET, server.origin() + "/x")))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("is not known");
        assertThat(proxy.connections()).isEqualTo(1);
    }

    /** The JDK's client takes the first proxy that is named, and that only if it is one for HTTP; else it connects. */
    @Test
    void t19_a_proxy_that_is_not_used_is_no_reason_not_to_look_at_addresses() {
        Proxy socks = ofTheHost(Proxy.Type.SOCKS);
        Proxy http = ofTheHost(Proxy.Type.HTTP);
        String url = "https://localhost:" + server.port() + "/x";
        for (List<Proxy> hosts : List.of(List.of(socks), List.of(Proxy.NO_PROXY, http))) {
            assertThatThrownBy(() -> withProxiesOfTheHost(hosts, () -> get(Transports.with(), INTERNET, url)))
                    .isInstanceOf(InsecureEndpointException.class)
                    .hasMessageContaining("an address inside a private network");
        }
        assertThat(server.connections()).isZero();
    }

    /** Sends a call for each proxy that it is told, and says what came of it. */
    static final class Caller {
        public static void main(String[] args) throws Exception {
            caFile = args[1];
            for (int i = 2; i < args.length; i++) {
                try {
                    System.out.println(get(through(args[i]), INTERNET, args[0]));
                } catch (OAuthException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void with_that_option_the_proxy_gets_the_password_and_the_server_does_not() throws Exception {
        proxy.demands("me:can ary");
        List<String> command = ForkedJvm.command(
                Caller.class,
                server.origin() + "/token",
                caFile,
                withCredentials("me:can%20ary"),
                withCredentials("me:canary"));
        command.add(1, "-Djdk.http.auth.tunneling.disabledSchemes=");
        try (ForkedJvm caller = ForkedJvm.start(command)) {
            assertThat(caller.awaitLine(Duration.ofSeconds(60))).startsWith("HTTP 200");
            assertThat(caller.awaitLine(Duration.ofSeconds(60)))
                    .contains("refuses the user name and the password of safeconduct.http.proxy")
                    .doesNotContain("canary");
        }
        assertThat(proxy.heads().get(0)).contains("\r\nProxy-Authorization: Basic ");
        assertThat(server.heads()).hasSize(1);
        assertThat(server.sawAnywhere("Proxy-Authorization")).isFalse();
    }
}
