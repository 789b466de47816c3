package dev.safeconduct.client.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.internal.TestClient.MovableClock;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.transport.EndpointPolicy;
import dev.safeconduct.client.internal.transport.NetworkReach;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that the JDK makes, published by a server over the wire; signatures that the JDK makes. */
class IdTokenValidatorTest {

    private static final String CLIENT = "client-1";
    private static final SigningKey RSA = SigningKey.generate("RS256", "rsa");
    private static final SigningKey EC = SigningKey.generate("ES256", "ec");

    private final MovableClock clock = new MovableClock();
    private final List<String> log = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private FakeAuthorizationServer as;
    private IdTokenValidator validator;
    private @Nullable String secret;
    private @Nullable String nonce = "nonce-1";
    private boolean direct = true;
    private boolean wanted = true;
    private boolean defense;
    private @Nullable URI jwksUri;

    @BeforeEach
    void start() {
        as = FakeAuthorizationServer.start();
        jwksUri = URI.create(as.issuer() + "/jwks");
        Transport transport =
                new Transport(Duration.ofSeconds(20), Duration.ofSeconds(20), threads, MapProviderConfig.of(Map.of()));
        validator = new IdTokenValidator(transport, clock, new EventLog() {
            @Override
            public boolean enabled(Level level) {
                return true;
            }

            @Override
            public void log(Level level, String message, @Nullable Throwable cause) {
                log.add(level + " " + message);
            }
        });
    }

    @AfterEach
    void stop() {
        as.close();
        threads.shutdownNow();
    }

    // Signatures

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void every_algorithm_is_verified(String algorithm) throws Exception {
        SigningKey key = SigningKey.generate(algorithm, "k");
        as.jwks(List.of(RSA.jwk(), EC.jwk(), key.jwk()));
        String token = key.sign(claims());
        assertThat(validate(token)).isEqualTo(token);

        assertRefused(SigningKey.generate(algorithm, "k").sign(claims()), "not signed with any of its keys");
        assertRefused(withOtherClaims(token), "not signed with any of its keys");
        assertRefused(token.substring(0, token.lastIndexOf('.') + 1), "not signed with any of its keys");
        assertRefused(token.substring(0, token.length() - 8) + "!!!!!!!!", "not signed with any of its keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void secret_of_the_client_is_a_key_too(String algorithm) throws Exception {
        secret = "a client secret that is long enough for everyone";
        SigningKey key = SigningKey.ofSecret(algorithm, secret.getBytes(StandardCharsets.UTF_8));
        assertThat(validate(key.sign(claims()))).isNotNull();
        assertThat(as.requestsTo("/jwks")).isEmpty();
        assertRefused(withOtherClaims(key.sign(claims())), "not signed with any of its keys");
        secret = "another secret";
        assertRefused(key.sign(claims()), "not signed with any of its keys");
        secret = null;
        assertRefused(key.sign(claims()), "not signed with any of its keys");
        secret = "";
        assertRefused(SigningKey.ofSecret(algorithm, new byte[1]).sign(claims()), "not signed with any of its keys");
    }

    /** The oldest trick: the public key, in the forms in which it is known, as the secret of an HMAC. */
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void public_key_is_never_a_secret(String algorithm) {
        as.jwks(List.of(RSA.jwk()));
        byte[] der = RSA.publicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        for (byte[] confused : List.of(
                der,
                pem.getBytes(StandardCharsets.UTF_8),
                String.valueOf(RSA.jwk().get("n")).getBytes(StandardCharsets.UTF_8))) {
            for (String clientSecret : Arrays.asList(null, "the secret")) {
                secret = clientSecret;
                assertRefused(
                        SigningKey.ofSecret(algorithm, confused).sign(header(algorithm, "rsa"), claims()),
                        "not signed with any of its keys");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "", "RS1", "ES256K", "HS256", "RSA"})
    void algorithm_that_is_none_of_ours_is_refused(String algorithm) {
        as.jwks(List.of(RSA.jwk(), EC.jwk()));
        assertRefused(RSA.sign(header(algorithm, null), claims()), "not signed with any of its keys");
        String unsigned = RSA.sign(header(algorithm, null), claims());
        assertRefused(unsigned.substring(0, unsigned.lastIndexOf('.') + 1), "not signed with any of its keys");
        if (algorithm.equalsIgnoreCase("none")) {
            jwksUri = null;
            assertRefused(unsigned, "not signed with any of its keys");
        }
    }

    @Test
    void header_that_has_to_be_understood_is_refused() {
        as.jwks(List.of(RSA.jwk()));
        Map<String, Object> header = header("RS256", "rsa");
        header.put("crit", List.of("b64"));
        assertRefused(RSA.sign(header, claims()), "not signed with any of its keys");
    }

    /** Each signature here is right; the key is not one that may make it. */
    @Test
    void key_is_for_what_it_is() throws Exception {
        SigningKey small = SigningKey.generate("RS256", "small", 1024);
        SigningKey p384 = SigningKey.generate("ES384", "p384");
        Map<String, Object> wrongCurve = p384.jwk();
        wrongCurve.put("alg", "ES256");
        Map<String, Object> encryption = RSA.as("RS256", "enc").jwk();
        encryption.put("use", "enc");
        Map<String, Object> wrapping = RSA.as("RS256", "wrap").jwk();
        wrapping.put("key_ops", List.of("wrapKey"));
        Map<String, Object> open = EC.jwk();
        open.remove("alg");
        as.jwks(List.of(small.jwk(), wrongCurve, encryption, wrapping, open, RSA.jwk()));

        assertThat(validate(RSA.sign(claims()))).as("the server's good key").isNotNull();
        assertRefused(small.sign(claims()), "not signed with any of its keys");
        assertRefused(p384.sign(claims()), "not signed with any of its keys");
        assertRefused(p384.as("ES256", "p384").sign(claims()), "not signed with any of its keys");
        assertRefused(RSA.as("RS256", "ec").sign(claims()), "not signed with any of its keys");
        assertRefused(RSA.as("RS256", "enc").sign(claims()), "not signed with any of its keys");
        assertRefused(RSA.as("RS256", "wrap").sign(claims()), "not signed with any of its keys");
        assertRefused(RSA.as("PS256", "rsa").sign(claims()), "not signed with any of its keys");
    }

    @Test
    void key_that_does_not_name_its_algorithm_is_for_all_of_its_kind() throws Exception {
        Map<String, Object> open = RSA.jwk();
        open.remove("alg");
        open.remove("use");
        open.put("key_ops", List.of("verify"));
        as.jwks(List.of(open));
        for (String algorithm : List.of("RS256", "RS512", "PS384")) {
            assertThat(validate(RSA.as(algorithm, "rsa").sign(claims())))
                    .as(algorithm)
                    .isNotNull();
        }
    }

    /** CVE-2022-21449: r = s = 0 fits every text and every key where nobody looks. */
    @Test
    void empty_signature_of_an_elliptic_curve_is_refused() {
        as.jwks(List.of(EC.jwk()));
        String token = EC.sign(claims());
        String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
        assertRefused(token.substring(0, token.lastIndexOf('.') + 1) + zeros, "not signed with any of its keys");
    }

    @Test
    void keys_that_cannot_be_read_are_passed_over() throws Exception {
        List<Map<String, Object>> keys = new ArrayList<>();
        keys.add(Map.of());
        keys.add(Map.of("kty", "RSA", "n", "!", "e", "AQAB", "kid", "rsa"));
        keys.add(Map.of("kty", "RSA", "n", 5, "e", List.of()));
        keys.add(Map.of("kty", "EC", "crv", "secp256k1", "x", "AA", "y", "AA"));
        keys.add(Map.of("kty", "EC", "crv", "P-256", "x", "", "y", ""));
        String tooLong = "f".repeat(100);
        keys.add(Map.of("kty", "EC", "crv", "P-256", "x", tooLong, "y", tooLong, "kid", "rsa"));
        keys.add(Map.of("kty", "OKP", "crv", "Ed25519", "x", "AA"));
        keys.add(Map.of("kty", "OKP", "crv", "X25519", "x", "AA"));
        keys.add(Map.of("kty", "oct", "k", "c2VjcmV0"));
        keys.add(RSA.jwk());
        as.jwks(keys);
        assertThat(validate(RSA.sign(claims()))).isNotNull();
        as.on("/jwks", request -> Reply.json(200, "{\"keys\":[null,7,\"x\",[]]}"));
        clock.forward(Duration.ofHours(1));
        assertRefused(RSA.sign(claims()), "not signed with any of its keys");
    }

    /** They would take long to verify with. */
    @Test
    void huge_keys_are_passed_over() {
        assertThat(JsonWebKey.read(rsa(8192, "AQAB"))).isNotNull();
        assertThat(JsonWebKey.read(rsa(8200, "AQAB"))).isNull();
        assertThat(JsonWebKey.read(rsa(2048, "AQAAAAAAAAAB"))).isNull();
    }

    private static Map<String, Object> rsa(int bits, String exponent) {
        byte[] modulus = new byte[bits / 8];
        Arrays.fill(modulus, (byte) 0xff);
        return Map.of("kty", "RSA", "n", Base64.getUrlEncoder().encodeToString(modulus), "e", exponent);
    }

    // Keys

    @Test
    void clock_that_is_set_back_does_not_make_old_keys_young() throws Exception {
        clock.forward(Duration.ofDays(2));
        as.jwks(List.of(RSA.jwk()));
        validate(RSA.sign(claims()));

        clock.forward(Duration.ofDays(-1));
        as.jwks(List.of(EC.jwk()));
        assertThat(validate(EC.sign(claims()))).isNotNull();
    }

    @Test
    void keys_that_one_server_may_fetch_are_not_known_to_another() throws Exception {
        as.jwks(List.of(RSA.jwk()));
        validate(RSA.sign(claims()));
        assertThatThrownBy(() -> validator.atLogin(
                        token(RSA.sign(claims())), expected(), new EndpointPolicy(NetworkReach.INTERNET, false)))
                .isInstanceOf(InsecureEndpointException.class);
    }

    @Test
    void token_without_key_id_is_tried_with_a_few_keys() throws Exception {
        List<Map<String, Object>> keys = new ArrayList<>();
        for (int i = 1; i < KeySets.MOST_TRIED; i++) {
            keys.add(EC.as("ES256", "other-" + i).jwk());
        }
        SigningKey last = SigningKey.generate("ES256", "last");
        keys.add(0, RSA.jwk());
        keys.add(last.jwk());
        as.jwks(keys);
        assertThat(validate(last.as("ES256", null).sign(claims()))).isNotNull();

        keys.add(1, EC.as("ES256", "one more").jwk());
        as.jwks(keys);
        clock.forward(Duration.ofHours(1));
        assertRefused(last.as("ES256", null).sign(claims()), "not signed with any of its keys");
        assertThat(validate(last.sign(claims()))).as("by its id").isNotNull();
    }

    @Test
    void key_is_the_one_that_the_token_names() {
        as.jwks(List.of(RSA.jwk(), EC.jwk()));
        assertRefused(RSA.as("RS256", "ec").sign(claims()), "not signed with any of its keys");
        assertRefused(RSA.as("RS256", "unknown").sign(claims()), "not signed with any of its keys");
    }

    @Test
    void new_keys_are_fetched_but_not_twice_a_minute() throws Exception {
        as.jwks(List.of(RSA.jwk()));
        validate(RSA.sign(claims()));
        validate(RSA.sign(claims()));
        assertThat(as.requestsTo("/jwks")).as("kept").hasSize(1);

        as.jwks(List.of(EC.jwk()));
        for (int i = 0; i < 20; i++) {
            assertRefused(EC.as("ES256", "made up " + i).sign(claims()), "not signed with any of its keys");
        }
        assertThat(as.requestsTo("/jwks")).as("made-up ids").hasSize(1);

        clock.forward(KeySets.LEAST_AGE);
        assertThat(validate(EC.sign(claims()))).isNotNull();
        assertThat(as.requestsTo("/jwks")).as("the key was changed").hasSize(2);
        assertRefused(RSA.sign(claims()), "not signed with any of its keys");
        assertThat(as.requestsTo("/jwks")).hasSize(2);

        clock.forward(KeySets.CACHE_TTL.minusSeconds(1));
        validate(EC.sign(claims()));
        assertThat(as.requestsTo("/jwks")).hasSize(2);
        clock.forward(Duration.ofSeconds(2));
        validate(EC.sign(claims()));
        assertThat(as.requestsTo("/jwks")).as("too old").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"503, true", "429, true", "404, false", "302, false", "401, false"})
    void keys_that_cannot_be_had_are_said_so(int status, boolean passing) {
        as.on("/jwks", request -> Reply.status(status).header("Location", as.issuer() + "/elsewhere"));
        assertThatThrownBy(() -> validate(RSA.sign(claims())))
                .isInstanceOfSatisfying(
                        OAuthException.class, e -> assertThat(e.isTransient()).isEqualTo(passing))
                .hasMessageContainingAll("/jwks", "HTTP " + status);
        assertThat(as.requestsTo("/elsewhere")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}"})
    void key_set_that_is_none_is_said_so(String body) {
        as.on("/jwks", request -> Reply.json(200, body));
        assertThatThrownBy(() -> validate(RSA.sign(claims())))
                .isInstanceOfSatisfying(
                        OAuthException.class, e -> assertThat(e.isTransient()).isFalse())
                .hasMessageContaining("JWK set at " + jwksUri);
    }

    @Test
    void key_set_is_under_the_endpoint_policy() {
        assertThatThrownBy(() -> validator.atLogin(
                        token(RSA.sign(claims())), expected(), new EndpointPolicy(NetworkReach.INTERNET, false)))
                .isInstanceOf(InsecureEndpointException.class);
        assertThat(as.requestsTo("/jwks")).isEmpty();
    }

    // Claims

    static Stream<Consumer<Map<String, Object>>> good() {
        return Stream.of(
                claims -> {},
                claims -> claims.put("aud", List.of(CLIENT)),
                claims -> claims.putAll(Map.of("aud", List.of("elsewhere", CLIENT), "azp", CLIENT)),
                claims -> claims.put("azp", CLIENT),
                claims -> claims.put("exp", seconds(claims, "iat", -290)),
                claims -> claims.put("iat", seconds(claims, "iat", 290)),
                claims -> claims.put("nbf", seconds(claims, "iat", 290)),
                claims -> claims.put("email_verified", "a wrong type that nobody asks for"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void good_claims(Consumer<Map<String, Object>> change) throws Exception {
        as.jwks(List.of(RSA.jwk()));
        Map<String, Object> claims = claims();
        change.accept(claims);
        assertThat(validate(RSA.sign(claims))).isNotNull();
    }

    static Stream<Map.Entry<String, Consumer<Map<String, Object>>>> bad() {
        return Stream.of(
                Map.entry("(aud)", claims -> claims.put("aud", "elsewhere")),
                Map.entry("(aud)", claims -> claims.put("aud", List.of())),
                Map.entry("(aud)", claims -> claims.put("aud", CLIENT + " ")),
                Map.entry("(aud)", claims -> claims.remove("aud")),
                Map.entry("\"aud\"", claims -> claims.put("aud", 7)),
                Map.entry("(azp)", claims -> claims.put("azp", "elsewhere")),
                Map.entry("(azp)", claims -> claims.put("aud", List.of("elsewhere", CLIENT))),
                Map.entry("(exp)", claims -> claims.put("exp", seconds(claims, "iat", -301))),
                Map.entry("(exp, iat)", claims -> claims.remove("exp")),
                Map.entry("(exp, iat)", claims -> claims.remove("iat")),
                Map.entry("\"exp\"", claims -> claims.put("exp", "4000000000")),
                Map.entry("(iat, nbf)", claims -> claims.put("iat", seconds(claims, "iat", 330))),
                Map.entry("(iat, nbf)", claims -> claims.put("nbf", seconds(claims, "iat", 330))),
                Map.entry("(sub)", claims -> claims.remove("sub")),
                Map.entry("(nonce)", claims -> claims.put("nonce", "nonce-2")),
                Map.entry("(nonce)", claims -> claims.remove("nonce")));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void bad_claims(Map.Entry<String, Consumer<Map<String, Object>>> row) {
        as.jwks(List.of(RSA.jwk()));
        Map<String, Object> claims = claims();
        row.getValue().accept(claims);
        assertRefused(RSA.sign(claims), row.getKey());
        jwksUri = null;
        assertRefused(RSA.sign(claims), row.getKey());
    }

    @Test
    void what_nobody_asked_for_is_left_out_if_it_is_not_valid() throws Exception {
        nonce = null;
        Map<String, Object> claims = claims();
        claims.remove("nonce");
        assertThat(validate(RSA.sign(claims))).as("no keys to be had").isNull();
        as.jwks(List.of(RSA.jwk()));
        assertThat(validate(RSA.sign(claims()))).as("a nonce that nobody sent").isNull();
        assertThat(validate("not.a.token")).isNull();
        assertThat(log).hasSize(3).allMatch(line -> line.startsWith("INFO") && line.contains("it was not requested"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://other.example", "", "SLASH", "UPPER"})
    void token_of_another_issuer_is_left_out(String issuer) throws Exception {
        as.jwks(List.of(RSA.jwk()));
        Map<String, Object> claims = claims();
        claims.put(
                "iss",
                switch (issuer) {
                    case "SLASH" -> as.issuer() + "/";
                    case "UPPER" -> as.issuer().replace("http", "HTTP");
                    default -> issuer;
                });
        assertThat(validate(RSA.sign(claims))).isNull();
        claims.remove("iss");
        assertThat(validate(RSA.sign(claims))).isNull();
        assertThat(as.requestsTo("/jwks")).isEmpty();
        assertThat(log).hasSize(2).allMatch(line -> line.contains("another issuer") && line.startsWith("INFO"));
    }

    @Test
    void where_there_are_no_keys_tls_stands_for_them() throws Exception {
        jwksUri = null;
        assertThat(validate(RSA.sign(claims()))).isNotNull();
        direct = false;
        assertThat(validate(RSA.sign(claims()))).isNull();
        assertThat(log).singleElement().asString().contains("plain http");
    }

    @Test
    void what_cannot_be_read_fails_the_login() {
        assertRefused("not a token", "ID token");
        assertRefused("a.b.c.d.e", "three parts");
    }

    // Refresh

    @ParameterizedTest
    @CsvSource({
        "sub, person-2, (sub)",
        "iss, https://other.example, (iss)",
        "aud, elsewhere, (aud)",
        "azp, elsewhere, (azp)",
        "nonce, nonce-2, (nonce)",
    })
    void refreshed_token_has_to_be_of_the_same_login(String claim, String value, String reason) {
        String login = RSA.sign(claims());
        Map<String, Object> claims = claims();
        claims.remove("nonce");
        String good = RSA.sign(claims);
        assertThat(refreshed(good, login)).isEqualTo(good);
        assertThat(refreshed(login, login)).as("the nonce may come again").isEqualTo(login);
        assertThat(log).isEmpty();

        claims.put(claim, value);
        assertThat(refreshed(RSA.sign(claims), login)).isNull();
        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("WARN ")
                .contains(as.issuer(), reason)
                .doesNotContain(value);
    }

    @Test
    void refreshed_token_that_cannot_be_compared_is_left_out() {
        Map<String, Object> claims = claims();
        claims.remove("sub");
        String nobody = RSA.sign(claims);
        assertThat(refreshed(nobody, nobody)).isNull();
        assertThat(refreshed("canary", RSA.sign(claims()))).isNull();
        assertThat(refreshed(RSA.sign(claims()), "canary")).isNull();
        assertThat(log).hasSize(3).noneMatch(line -> line.contains("canary"));
        assertThat(refreshed(RSA.sign(claims()), null)).isNull();
        assertThat(log).as("no ID token at the login").hasSize(3);
    }

    private @Nullable String refreshed(String idToken, @Nullable String ofLogin) {
        return validator.atRefresh(token(idToken), ofLogin, CLIENT, as.issuer()).idToken();
    }

    private @Nullable String validate(String idToken) throws OAuthException {
        return validator
                .atLogin(token(idToken), expected(), new EndpointPolicy(NetworkReach.MACHINE, false))
                .idToken();
    }

    private void assertRefused(String idToken, String reason) {
        assertThatThrownBy(() -> validate(idToken))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("person-1", "nonce-", "elsewhere");
    }

    private ExpectedIdToken expected() {
        return new ExpectedIdToken(Set.of(as.issuer()), CLIENT, secret, nonce, jwksUri, direct, wanted, defense);
    }

    private static Token token(String idToken) {
        return new Token("at", "Bearer", null, null, null, null, idToken);
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = new HashMap<>();
        long now = clock.instant().getEpochSecond();
        claims.put("iss", as.issuer());
        claims.put("sub", "person-1");
        claims.put("aud", CLIENT);
        claims.put("iat", now);
        claims.put("exp", now + 600);
        claims.put("nonce", "nonce-1");
        return claims;
    }

    private static long seconds(Map<String, Object> claims, String claim, long offset) {
        return (Long) claims.get(claim) + offset;
    }

    private static Map<String, Object> header(String algorithm, @Nullable String keyId) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        if (keyId != null) {
            header.put("kid", keyId);
        }
        return header;
    }

    private String withOtherClaims(String token) {
        Map<String, Object> claims = claims();
        claims.put("sub", "somebody else");
        String[] parts = token.split("\\.", -1);
        String[] other = RSA.sign(claims).split("\\.", -1);
        return parts[0] + "." + other[1] + "." + parts[2];
    }
}
