package dev.safeconduct.benchmarks;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.testkit.client.Api;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The header fields of a request whose token is bound to a key: each request has a proof of its own (RFC 9449). */
public class DpopProof {

    @State(Scope.Benchmark)
    public static class Bound {
        final Api api = Api.start();
        Safeconduct safeconduct;
        URI url;

        @Setup
        public void setUp() throws Exception {
            api.issuer.dpop(true);
            api.resource.dpop(true);
            Safeconduct.Builder builder = Safeconduct.builder()
                    .set("safeconduct.store", "memory")
                    .set("safeconduct.server.api.dpop", "always");
            api.settings("api").forEach((key, value) -> builder.set(key, key.endsWith("secret") ? Api.SECRET : value));
            safeconduct = builder.build();
            url = URI.create(api.url("/work"));
            if (!safeconduct.authorization("GET", url).isBound()) {
                throw new IllegalStateException("no bound token");
            }
        }

        @TearDown
        public void tearDown() {
            safeconduct.close();
            api.close();
        }
    }

    @State(Scope.Benchmark)
    public static class Nimbus {
        final URI url = URI.create("https://api.example.com/work");
        final AccessToken token = new DPoPAccessToken("t".repeat(40));
        DPoPProofFactory factory;

        @Setup
        public void setUp() throws Exception {
            factory = new DefaultDPoPProofFactory(new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256);
        }
    }

    @Benchmark
    public List<String> ours(Bound bound) throws Exception {
        List<String> fields = new ArrayList<>(2);
        bound.safeconduct.authorization("GET", bound.url).writeTo((name, value) -> fields.add(value));
        return fields;
    }

    @Benchmark
    public List<String> nimbus(Nimbus nimbus) throws Exception {
        return List.of(
                nimbus.token.toAuthorizationHeader(),
                nimbus.factory.createDPoPJWT("GET", nimbus.url, nimbus.token).serialize());
    }
}
