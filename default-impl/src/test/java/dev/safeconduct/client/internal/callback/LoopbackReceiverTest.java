package dev.safeconduct.client.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Registration;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports and connections: who may have them, and when they are given back. */
class LoopbackReceiverTest extends CallbackTest {

    /** None of them times out during the test. */
    @ParameterizedTest
    @ValueSource(strings = {"", "GET /callback?x"})
    void t37_idle_connections_do_not_keep_the_browser_out(String beginning) throws Exception {
        use(limits(Duration.ofMinutes(10), Duration.ofMillis(20)));
        List<Socket> idle = new ArrayList<>();
        try (Registration login = login()) {
            for (int i = 0; i < 100; i++) {
                Socket socket = RawClient.connect(login.redirectUri());
                idle.add(socket);
                socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            }
            succeeds(login);
            assertThat(threads.stream().filter(Thread::isAlive).count()).isLessThanOrEqualTo(64 + 4);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void t37_head_must_be_there_in_time_however_it_trickles() throws Exception {
        AtomicLong now = new AtomicLong();
        use(new CallbackLimits(Duration.ofSeconds(60), 16 * 1024, 64, Duration.ZERO, Duration.ofMillis(20), now::get));
        try (Registration login = login();
                Socket slow = RawClient.connect(login.redirectUri())) {
            slow.setSoTimeout(20);
            assertThat(trickle(slow, now)).as("connection ended").isTrue();
            succeeds(login);
        }
    }

    /** A byte every twenty seconds of the receiver's clock, until the other side ends the connection. */
    private static boolean trickle(Socket slow, AtomicLong now) throws IOException {
        for (int i = 0; i < 250; i++) {
            try {
                now.addAndGet(Duration.ofSeconds(20).toNanos());
                slow.getOutputStream().write('G');
                if (slow.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                assertThat(slow.isClosed()).isFalse();
            } catch (SocketException e) {
                return true;
            }
        }
        return false;
    }

    @Test
    void t41_squatter_is_named_at_once() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, RedirectTarget.IPV4);
                ServerSocket two = new ServerSocket(0, 1, RedirectTarget.IPV4)) {
            URI first = URI.create("http://127.0.0.1:" + one.getLocalPort() + "/callback");
            URI second = URI.create("http://127.0.0.1:" + two.getLocalPort() + "/callback");
            assertThatThrownBy(() -> login(first, second))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContainingAll(
                            "127.0.0.1:" + first.getPort(),
                            "127.0.0.1:" + second.getPort(),
                            "Stop the program that listens there, or set safeconduct.callback.port");
            assertThat(threads).as("nothing is waited for").isEmpty();
            try (Registration login = login(first, second, ANY_PORT)) {
                succeeds(login);
            }
        }
    }

    @Test
    void t41_squatter_on_all_addresses_takes_the_port() throws Exception {
        try (ServerSocket squatter = new ServerSocket(0)) {
            for (String host : List.of("127.0.0.1", "localhost")) {
                URI uri = URI.create("http://" + host + ":" + squatter.getLocalPort() + "/callback");
                assertThatThrownBy(() -> login(uri))
                        .isInstanceOf(OAuthException.class)
                        .hasMessageContaining(host + ":" + uri.getPort());
            }
        }
    }

    @Test
    void t41_squatter_on_one_of_the_two_stacks_of_localhost_takes_the_port() throws Exception {
        for (InetAddress stack : List.of(RedirectTarget.IPV4, RedirectTarget.IPV6)) {
            try (ServerSocket squatter = new ServerSocket(0, 1, stack)) {
                URI uri = URI.create("http://localhost:" + squatter.getLocalPort() + "/callback");
                assertThatThrownBy(() -> login(uri))
                        .isInstanceOf(OAuthException.class)
                        .hasMessageContaining("" + uri.getPort());
                String other = stack.equals(RedirectTarget.IPV4) ? "[::1]" : "127.0.0.1";
                assertThat(listens(URI.create("http://" + other + ":" + uri.getPort())))
                        .as("the other stack is let go")
                        .isFalse();
            }
        }
    }

    @Test
    void t41_localhost_is_served_on_both_stacks() throws Exception {
        try (Registration login = login(URI.create("http://localhost:0/callback"))) {
            URI uri = login.redirectUri();
            for (String host : List.of("127.0.0.1", "[::1]")) {
                URI stack = URI.create("http://" + host + ":" + uri.getPort() + "/callback");
                assertThat(RawClient.get(stack, "code=c&state=" + STATE).status())
                        .isEqualTo(302);
            }
        }
    }

    @Test
    void t41_nobody_else_reaches_the_listener() throws Exception {
        try (Registration login = login()) {
            List<InetAddress> others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .toList();
            for (InetAddress address : others) {
                assertThatThrownBy(() -> new Socket(address, login.redirectUri().getPort()).close())
                        .isInstanceOf(IOException.class);
            }
            assertThat(listens(URI.create("http://[::1]:" + login.redirectUri().getPort())))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://0.0.0.0:0/callback",
                "http://[::]:0/callback",
                "http://127.0.0.2:0/callback",
                "http://192.0.2.1:0/callback",
                "http://localhost.evil.example:0/callback",
                "https://127.0.0.1:0/callback",
                "http://user@127.0.0.1:0/callback",
                "http://127.0.0.1:0/callback?a=b",
                "http://127.0.0.1:0/callback#a",
                "http://127.0.0.1:70000/callback",
                "http://127.0.0.1/callback",
                "urn:callback"
            })
    void t41_only_loopback_is_taken(String uri) {
        assertThatThrownBy(() -> login(ANY_PORT, URI.create(uri)))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.callback.");
        assertThat(threads).isEmpty();
    }

    @Test
    void canceled_login_gives_the_port_back_at_once() throws Exception {
        Registration login = login();
        login.close();
        assertThat(login.response()).isCancelled();
        assertThatThrownBy(() -> RawClient.connect(login.redirectUri()).close()).isInstanceOf(ConnectException.class);
        assertThat(threads).allMatch(Thread::isDaemon);
        try (Registration next = login(login.redirectUri())) {
            assertThat(next.redirectUri()).isEqualTo(login.redirectUri());
            succeeds(next);
        }
    }

    @Test
    void port_of_the_process_is_shared_until_its_last_login_ends() throws Exception {
        try (Registration first = login()) {
            Registration second = receiver.await(List.of(first.redirectUri()), "other-state", SERVER, null);
            second.close();
            succeeds(first);
        }
    }
}
