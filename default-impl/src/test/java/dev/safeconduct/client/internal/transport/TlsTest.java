package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.ForkedJvm;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.SelfSigned;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private authorities, client certificates, and certificates that are not right. */
class TlsTest {

    private static final EndpointPolicy ANYWHERE = new EndpointPolicy(NetworkReach.MACHINE, false);

    @TempDir
    static Path directory;

    private static PrivateAuthority authority;
    private static String caFile;

    @BeforeAll
    static void create() throws Exception {
        authority = PrivateAuthority.create(directory);
        caFile = authority.certificateFile().toString();
    }

    private static HttpResult get(Transport transport, String url) throws OAuthException {
        return transport.send(HttpCall.getJson(URI.create(url)), ANYWHERE, "token endpoint");
    }

    private static RecordingSink server(SSLContext tls) {
        return RecordingSink.start("localhost", 0, tls);
    }

    private static FakeAuthorizationServer mutual(SSLContext tls) {
        return FakeAuthorizationServer.builder()
                .host("localhost")
                .tls(tls)
                .clientCertificates(true)
                .start();
    }

    @Test
    void a_private_authority_is_trusted_where_it_is_configured() throws Exception {
        try (RecordingSink server = server(authority.server("localhost"))) {
            assertThatThrownBy(() -> get(Transports.with(), server.origin()))
                    .isInstanceOf(InsecureEndpointException.class)
                    .hasMessageContaining("set safeconduct.tls.ca-file");
            assertThat(server.requests()).isEmpty();

            assertThat(get(Transports.with("tls.ca-file", caFile), server.origin())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_authorities_of_the_jvm_stay_trusted() throws Exception {
        TrustManager[] ours = TrustAnchors.trustManagers(MapProviderConfig.of(Map.of(TrustAnchors.KEY, caFile)));
        TrustManagerFactory jvms = TrustManagerFactory.getInstance("PKIX");
        jvms.init((KeyStore) null);
        List<X509Certificate> before = issuers(jvms.getTrustManagers());
        assertThat(issuers(ours)).hasSize(before.size() + 1).containsAll(before);
    }

    private static List<X509Certificate> issuers(TrustManager[] managers) {
        return List.of(((X509TrustManager) managers[0]).getAcceptedIssuers());
    }

    @Test
    void a_certificate_for_another_host_is_not_to_be_trusted_by_a_file() throws Exception {
        try (RecordingSink server = server(authority.server("other.example"))) {
            assertThatThrownBy(() -> get(Transports.with("tls.ca-file", caFile), server.origin()))
                    .isInstanceOf(InsecureEndpointException.class)
                    .hasMessageContaining("for another host name")
                    .hasMessageNotContaining("ca-file");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void an_expired_certificate_is_said_to_be_so() throws Exception {
        try (RecordingSink server = server(authority.expiredServer("localhost"))) {
            assertThatThrownBy(() -> get(Transports.with("tls.ca-file", caFile), server.origin()))
                    .isInstanceOf(InsecureEndpointException.class)
                    .hasMessageContaining("Its certificate has expired")
                    .hasMessageNotContaining("ca-file");
        }
    }

    @Test
    void a_port_that_does_not_speak_tls_says_nothing_of_certificates() {
        try (RecordingSink plain = RecordingSink.start()) {
            assertThatThrownBy(() -> get(Transports.with(), "https://127.0.0.1:" + plain.port()))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageNotContaining("certificate");
        }
    }

    @Test
    void a_ca_file_that_is_not_usable_is_an_error_that_names_the_key_until_it_is_corrected() throws Exception {
        Path file = directory.resolve("mine.pem");
        Transport transport = Transports.with("tls.ca-file", file.toString());
        try (RecordingSink server = server(authority.server("localhost"))) {
            assertRefused(transport, server, TrustAnchors.KEY, "is missing or unreadable");
            Files.writeString(file, "no certificate at all\n");
            assertRefused(transport, server, TrustAnchors.KEY, "is not a certificate");
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n");
            assertRefused(transport, server, TrustAnchors.KEY, "is not a certificate");
            Files.writeString(file, "");
            assertRefused(transport, server, TrustAnchors.KEY, "no certificate");
            assertThat(server.connections()).isZero();

            Files.copy(Path.of(caFile), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(get(transport, server.origin()).status()).isEqualTo(200);
        }
    }

    @Test
    void a_server_without_tls_is_called_before_any_file_for_tls_is_read() throws Exception {
        Transport transport =
                Transports.with("tls.ca-file", directory.resolve("missing.pem").toString());
        try (RecordingSink plain = RecordingSink.start();
                RecordingSink secure = server(authority.server("localhost"))) {
            assertThat(get(transport, plain.origin()).status()).isEqualTo(200);
            assertRefused(transport, secure, TrustAnchors.KEY, "is missing or unreadable");
            assertThat(get(transport, plain.origin()).status()).isEqualTo(200);
        }
    }

    @Test
    void a_ca_file_that_has_expired_is_an_error() {
        Clock late = Clock.fixed(Instant.now().plus(Duration.ofDays(90)), ZoneOffset.UTC);
        assertThatThrownBy(() ->
                        TrustAnchors.trustManagers(new MapProviderConfig(Map.of(TrustAnchors.KEY, caFile), null, late)))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining("have all expired");
    }

    private static void assertRefused(Transport transport, RecordingSink server, String key, String why) {
        assertThatThrownBy(() -> get(transport, server.origin()))
                .isExactlyInstanceOf(OAuthException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(why);
    }

    @Test
    void a_server_that_wants_a_client_certificate_gets_that_of_the_key_store() throws Exception {
        try (FakeAuthorizationServer server = mutual(authority.server("localhost"))) {
            String url = server.issuer() + "/jwks";
            assertThatThrownBy(() -> get(Transports.with("tls.ca-file", caFile), url))
                    .isInstanceOf(OAuthException.class);
            assertThat(server.requests()).isEmpty();

            Transport transport = Transports.with(
                    "tls.ca-file",
                    caFile,
                    "tls.key-store",
                    authority.clientKeyStore().toString(),
                    "tls.key-store-password",
                    PrivateAuthority.PASSWORD);
            assertThat(get(transport, url).status()).isEqualTo(200);
        }
    }

    /** Whether the alert arrives before the connection is gone is a matter of luck. */
    @Test
    void a_server_that_says_that_it_wants_a_certificate_leads_to_the_key() {
        for (String alert : new String[] {"bad_certificate", "certificate_required", "certificate_unknown"}) {
            SSLException failure = new SSLHandshakeException("Received fatal alert: " + alert);
            assertThat(CallFailure.of(failure, "token endpoint", Duration.ofSeconds(15), null))
                    .isInstanceOf(InsecureEndpointException.class)
                    .hasMessageContaining("safeconduct.tls.key-store has to name one");
        }
    }

    @Test
    void a_key_store_that_is_not_usable_is_an_error_that_names_the_key() throws Exception {
        String good = authority.clientKeyStore().toString();
        String text =
                Files.writeString(directory.resolve("no.p12"), "no key store").toString();
        String keyless = authority.trustStore().toString();
        try (RecordingSink server = server(authority.server("localhost"))) {
            assertRefused(keys(good, null), server, ClientCertificate.PASSWORD_KEY, "set ");
            assertRefused(keys(good, "canary"), server, ClientCertificate.PASSWORD_KEY, "does not open");
            assertRefused(keys(directory + "/none.p12", "canary"), server, ClientCertificate.KEY, "is missing");
            assertRefused(keys(text, "canary"), server, ClientCertificate.KEY, "is not a key store");
            assertRefused(keys(keyless, PrivateAuthority.PASSWORD), server, ClientCertificate.KEY, "no private key");
            assertThat(server.connections()).isZero();
        }
    }

    private static Transport keys(String file, @Nullable String password) {
        return password == null
                ? Transports.with("tls.key-store", file)
                : Transports.with("tls.key-store", file, "tls.key-store-password", password);
    }

    /** A host that trusts everything and everybody; it calls a server itself, and then we do. */
    static final class CarelessHost {
        public static void main(String[] args) throws Exception {
            SSLContext careless = SSLContext.getInstance("TLS");
            careless.init(null, new TrustManager[] {new TrustsAll()}, null);
            SSLContext.setDefault(careless);
            HttpsURLConnection.setDefaultHostnameVerifier((name, session) -> true);
            HttpURLConnection own =
                    (HttpURLConnection) URI.create(args[1]).toURL().openConnection();
            System.out.println("host: " + own.getResponseCode());
            try {
                System.out.println("ours: " + get(Transports.with("tls.ca-file", args[0]), args[1]));
            } catch (InsecureEndpointException e) {
                System.out.println("ours: refused");
            }
        }
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static List<String> careless(RecordingSink server) throws Exception {
        List<String> command = ForkedJvm.command(CarelessHost.class, caFile, server.origin() + "/token");
        command.add(1, "-Djdk.internal.httpclient.disableHostnameVerification=true");
        try (ForkedJvm host = ForkedJvm.start(command)) {
            return List.of(host.awaitLine(Duration.ofSeconds(60)), host.awaitLine(Duration.ofSeconds(60)));
        }
    }

    @Test
    void t30_self_signed_is_refused_even_where_the_application_trusts_all() throws Exception {
        try (RecordingSink server = server(SelfSigned.create(directory).context())) {
            assertThat(careless(server)).containsExactly("host: 200", "ours: refused");
            assertThat(server.requests()).as("only the host's own").hasSize(1);
        }
    }

    @Test
    void t30_a_wrong_name_is_refused_even_where_the_application_trusts_all() throws Exception {
        try (RecordingSink server = server(authority.server("other.example"))) {
            assertThat(careless(server)).containsExactly("host: 200", "ours: refused");
            assertThat(server.requests()).as("only the host's own").hasSize(1);
        }
    }

    @Test
    void a_connection_that_breaks_off_is_no_matter_of_trust() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread hangsUp = new Thread(() -> {
                try {
                    while (true) {
                        listener.accept().close();
                    }
                } catch (IOException e) {
                    // closed: the test is over
                }
            });
            hangsUp.setDaemon(true);
            hangsUp.start();
            assertThatThrownBy(() -> get(Transports.with(), "https://127.0.0.1:" + listener.getLocalPort()))
                    .isInstanceOf(TransientException.class);
        }
    }
}
