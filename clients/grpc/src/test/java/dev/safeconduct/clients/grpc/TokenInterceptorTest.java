package dev.safeconduct.clients.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.clients.grpc.FakeChannel.FakeCall;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What a call is made of, without a network; the rest is in the contract. */
class TokenInterceptorTest {

    private static final int PORT = 4000;
    private static final String AUTHORITY = "127.0.0.1:" + PORT;

    private final FakeAuthorizer authorizer = new FakeAuthorizer(PORT);
    private final FakeChannel channel = new FakeChannel(AUTHORITY);
    private final List<String> seen = new ArrayList<>();

    private ClientCall<Object, Object> start(FakeChannel on, CallOptions options, Metadata headers) {
        ClientCall<Object, Object> call =
                new TokenInterceptor(authorizer).interceptCall(method(MethodDescriptor.MethodType.UNARY), options, on);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        seen.add(status.getCode() + " " + status.getDescription());
                    }
                },
                headers);
        return call;
    }

    private ClientCall<Object, Object> start() {
        return start(channel, CallOptions.DEFAULT, new Metadata());
    }

    private static MethodDescriptor<Object, Object> method(MethodDescriptor.MethodType type) {
        MethodDescriptor.Marshaller<Object> nothing = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(Object value) {
                return InputStream.nullInputStream();
            }

            @Override
            public Object parse(InputStream stream) {
                return "";
            }
        };
        return MethodDescriptor.newBuilder(nothing, nothing)
                .setType(type)
                .setFullMethodName("a.Service/Method")
                .build();
    }

    private static InetSocketAddress address(String host) {
        return InetSocketAddress.createUnresolved(host, PORT);
    }

    private static String authorization(Metadata metadata) {
        return String.join(" AND ", MetadataFields.values(metadata, "authorization"));
    }

    private FakeCall last() {
        return channel.calls.get(channel.calls.size() - 1);
    }

    private void refuse() {
        last().connect(address("127.0.0.1"), AUTHORITY);
        last().close(Status.UNAUTHENTICATED.withDescription("refused"));
    }

    @Test
    void t04_an_authority_that_is_not_a_host_and_a_port_gets_no_token() {
        for (String odd : List.of("user@127.0.0.1:" + PORT, "a:b@127.0.0.1:" + PORT, AUTHORITY + "/", "", ":" + PORT)) {
            FakeChannel other = new FakeChannel(odd);
            start(other, CallOptions.DEFAULT, new Metadata());
            assertThat(other.calls.get(0).credentials()).as(odd).isNull();
        }
    }

    @Test
    void the_host_of_an_authority_is_asked_about_without_its_port() {
        for (String host : List.of("127.0.0.1", "api.test", "[::1]")) {
            for (String known : List.of(host, "other.test")) {
                authorizer.knownHost = known;
                FakeChannel to = new FakeChannel(host + ":" + PORT);
                start(to, CallOptions.DEFAULT, new Metadata());
                assertThat(to.calls.get(0).credentials() != null)
                        .as(host + " " + known)
                        .isEqualTo(known.equals(host));
            }
            assertThat(ChannelAuthority.host(host)).isEqualTo(host);
        }
    }

    @Test
    void in_plaintext_the_address_is_the_server() {
        start();
        last().connect(address("127.0.0.1"), AUTHORITY);
        Origin target = new Origin("http", "127.0.0.1", PORT);
        assertThat(authorizer.hops)
                .containsExactly(new Hop("POST", target, "/a.Service/Method", target, List.of(AUTHORITY), false));
        assertThat(authorization(last().applied.get(0))).isEqualTo("Bearer token");
    }

    @Test
    void an_address_of_ipv6_is_compared_without_its_spelling() throws Exception {
        FakeChannel six = new FakeChannel("[::1]:" + PORT);
        start(six, CallOptions.DEFAULT, new Metadata());
        six.calls
                .get(0)
                .connect(new InetSocketAddress(InetAddress.getByAddress(new byte[15 + 1]), PORT), "[::1]:" + PORT);
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        six.calls.get(0).connect(new InetSocketAddress(InetAddress.getByAddress(loopback), PORT), "[::1]:" + PORT);
        assertThat(authorizer.hops).hasSize(2);
        assertThat(authorizer.hops.get(0).target().host()).isNotEqualTo("[::1]");
        assertThat(authorizer.hops.get(1).target().host()).isEqualTo("[::1]");
    }

    @Test
    void with_tls_the_authority_is_the_server() throws Exception {
        start();
        Attributes tls = Attributes.newBuilder()
                .set(
                        Grpc.TRANSPORT_ATTR_SSL_SESSION,
                        SSLContext.getDefault().createSSLEngine().getSession())
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, address("10.0.0.1"))
                .build();
        last().connect(tls, SecurityLevel.PRIVACY_AND_INTEGRITY, "other:1");
        assertThat(authorizer.hops.get(0).target()).isEqualTo(new Origin("https", "127.0.0.1", PORT));
        assertThat(authorizer.hops.get(0).hostFields()).containsExactly("other:1");
    }

    @Test
    void a_transport_that_is_neither_gets_no_token() {
        start();
        last().connect(Attributes.EMPTY, SecurityLevel.PRIVACY_AND_INTEGRITY, AUTHORITY);
        last().connect(Attributes.EMPTY, SecurityLevel.NONE, AUTHORITY);
        assertThat(last().applied).hasSize(2).allSatisfy(metadata -> assertThat(metadata.keys())
                .isEmpty());
        assertThat(authorizer.hops).isEmpty();
    }

    @Test
    void t10_a_proof_of_the_programs_own_is_one_too() {
        Metadata own = new Metadata();
        own.put(MetadataFields.key("dpop"), "mine");
        start(channel, CallOptions.DEFAULT, own);
        last().connect(address("127.0.0.1"), AUTHORITY);
        assertThat(authorizer.hops.get(0).isOccupied()).isTrue();
        assertThat(last().applied.get(0).keys()).isEmpty();
    }

    @Test
    void a_call_that_is_refused_before_it_was_sent_whole_is_sent_once_more() {
        authorizer.again = CompletableFuture.completedFuture(true);
        ClientCall<Object, Object> call = start();
        call.request(2);
        refuse();
        assertThat(last().events).containsExactly("start", "request 2");
        call.sendMessage("x");
        call.halfClose();
        assertThat(last().events).containsExactly("start", "request 2", "message x", "end");
        assertThat(channel.calls).hasSize(2);
        last().close(Status.OK);
        assertThat(seen).containsExactly("OK null");
    }

    @Test
    void what_was_sent_is_sent_once_more_in_its_order() {
        authorizer.again = CompletableFuture.completedFuture(true);
        ClientCall<Object, Object> call = start();
        call.request(Integer.MAX_VALUE);
        call.request(2);
        call.sendMessage("x");
        call.halfClose();
        refuse();
        assertThat(last().events).containsExactly("start", "message x", "end", "request " + Integer.MAX_VALUE);
    }

    @Test
    void a_message_that_can_be_read_once_is_not_repeated() {
        ClientCall<Object, Object> call = start();
        call.sendMessage(new ByteArrayInputStream(new byte[1]));
        call.halfClose();
        refuse();
        assertThat(authorizer.responses).containsExactly("401 false");
    }

    @Test
    void what_comes_after_the_server_began_to_answer_is_the_programs() {
        start();
        last().connect(address("127.0.0.1"), AUTHORITY);
        last().listener().onHeaders(new Metadata());
        last().close(Status.UNAUTHENTICATED);
        assertThat(authorizer.responses).containsExactly("401 false");
        assertThat(seen).containsExactly("UNAUTHENTICATED null");
    }

    @Test
    void a_cancellation_ends_the_wait_after_a_refusal() {
        authorizer.again = new CompletableFuture<>();
        ClientCall<Object, Object> call = start();
        refuse();
        assertThat(seen).isEmpty();
        call.cancel("not needed", null);
        assertThat(seen).containsExactly("CANCELLED not needed");
        assertThat(channel.calls).hasSize(1);
    }

    @Test
    void each_try_of_grpcs_own_has_an_authorization_of_its_own() {
        start();
        last().connect(address("127.0.0.1"), AUTHORITY);
        last().connect(address("127.0.0.1"), AUTHORITY);
        assertThat(authorizer.hops).hasSize(2);
        assertThat(authorizer.timeouts).as("decisions").hasSize(2);
    }

    @Test
    void a_call_without_a_token_goes_on_when_there_is_one() {
        CompletableFuture<dev.safeconduct.client.oauth.Authorization> later = new CompletableFuture<>();
        authorizer.authorizations = hop -> later;
        start();
        last().connect(address("127.0.0.1"), AUTHORITY);
        assertThat(last().applied).isEmpty();
        later.complete(dev.safeconduct.client.oauth.Authorization.bearer("late"));
        assertThat(authorization(last().applied.get(0))).isEqualTo("Bearer late");
    }

    @Test
    void the_earlier_deadline_bounds_the_wait() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Context.CancellableContext context = Context.current().withDeadlineAfter(10, TimeUnit.SECONDS, timer);
        try {
            context.run(
                    () -> start(channel, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS), new Metadata()));
            last().connect(address("127.0.0.1"), AUTHORITY);
            assertThat(authorizer.timeouts.get(0)).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
        } finally {
            context.cancel(null);
            timer.shutdownNow();
        }
    }

    @Test
    void nothing_says_a_token() {
        start();
        last().connect(address("127.0.0.1"), AUTHORITY);
        assertThat(new TokenInterceptor(authorizer)).hasToString("safeconduct");
        assertThat(last().credentials()).hasToString("safeconduct");
    }
}
