package hosts.onclients;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.glassfish.jersey.client.JerseyClientBuilder;
import org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.converter.scalars.ScalarsConverterFactory;
import retrofit2.http.Body;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * A program that sends requests by libraries: each line names one and a URL, parted by a tab. It POSTs to {@code
 * <url>/work} and says {@code done}, or {@code failure} with the exception.
 */
public final class OnClientsHost {

    interface Post {
        void to(String url) throws Exception;
    }

    interface RetrofitWork {
        @retrofit2.http.POST("work")
        Call<String> post(@Body String body);
    }

    @Path("/work")
    public interface MicroProfileWork {
        @POST
        String post(String body);
    }

    /** Programs keep their clients: they are made once. */
    private final Map<String, Post> libraries = new LinkedHashMap<>();

    private OnClientsHost() {
        libraries.put("spring-jdk", spring(new JdkClientHttpRequestFactory()));
        libraries.put("spring-simple", spring(new SimpleClientHttpRequestFactory()));
        libraries.put("spring-httpclient5", spring(new HttpComponentsClientHttpRequestFactory()));
        libraries.put("spring-jetty", spring(new JettyClientHttpRequestFactory()));
        libraries.put("spring-reactor", spring(new ReactorClientHttpRequestFactory()));
        libraries.put("webclient-reactor", webClient(new ReactorClientHttpConnector()));
        libraries.put("webclient-httpclient5", webClient(new HttpComponentsClientHttpConnector()));
        libraries.put("webclient-jetty", webClient(new JettyClientHttpConnector()));
        libraries.put("webclient-jdk", webClient(new JdkClientHttpConnector()));
        libraries.put("vertx", vertx());
        libraries.put("google-simple", google(new NetHttpTransport()));
        libraries.put("google-httpclient4", google(new ApacheHttpTransport()));
        libraries.put("retrofit", OnClientsHost::retrofit);
        libraries.put("jersey", jaxRs(new JerseyClientBuilder().build()));
        libraries.put("resteasy", jaxRs(new ResteasyClientBuilderImpl().build()));
        libraries.put("microprofile", OnClientsHost::microProfile);
        libraries.put("langchain4j", OnClientsHost::langChain);
        libraries.put("aws", OnClientsHost::aws);
    }

    public static void main(String[] args) throws Exception {
        OnClientsHost host = new OnClientsHost();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t");
            try {
                host.libraries.get(words[0]).to(words[1]);
                System.out.println("done");
            } catch (Exception e) {
                System.out.println("failure\t" + e.toString().replaceAll("\\s", " "));
            }
        }
        System.exit(0);
    }

    private static Post spring(ClientHttpRequestFactory factory) {
        RestClient client = RestClient.builder().requestFactory(factory).build();
        return url -> client.post().uri(url + "/work").body("hello").retrieve().body(String.class);
    }

    private static Post webClient(ClientHttpConnector connector) {
        WebClient client = WebClient.builder().clientConnector(connector).build();
        return url -> client.post()
                .uri(url + "/work")
                .bodyValue("hello")
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    private static Post vertx() {
        io.vertx.ext.web.client.WebClient client = io.vertx.ext.web.client.WebClient.create(Vertx.vertx());
        return url -> {
            int status = client.postAbs(url + "/work")
                    .sendBuffer(Buffer.buffer("hello"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .statusCode();
            assertDone(status);
        };
    }

    private static Post google(HttpTransport transport) {
        HttpRequestFactory factory = transport.createRequestFactory();
        return url -> factory.buildPostRequest(
                        new GenericUrl(url + "/work"), ByteArrayContent.fromString("text/plain", "hello"))
                .execute()
                .parseAsString();
    }

    private static void assertDone(int status) {
        if (status != 200) {
            throw new IllegalStateException(Integer.toString(status));
        }
    }

    private static void retrofit(String url) throws Exception {
        assertDone(new Retrofit.Builder()
                .baseUrl(url + "/")
                .addConverterFactory(ScalarsConverterFactory.create())
                .build()
                .create(RetrofitWork.class)
                .post("hello")
                .execute()
                .code());
    }

    private static Post jaxRs(Client client) {
        return url -> client.target(url).path("work").request().post(Entity.text("hello"), String.class);
    }

    private static void microProfile(String url) {
        RestClientBuilder.newBuilder()
                .baseUri(URI.create(url))
                .build(MicroProfileWork.class)
                .post("hello");
    }

    /** Initializes, and asks for the tools: its requests are JSON-RPC and are POSTed. */
    private static void langChain(String url) throws Exception {
        StreamableHttpMcpTransport transport = new StreamableHttpMcpTransport.Builder()
                .url(url + "/work")
                .timeout(Duration.ofSeconds(20))
                .build();
        try (McpClient client =
                new DefaultMcpClient.Builder().transport(transport).build()) {
            client.listTools();
        }
    }

    /** Signs its requests: their Authorization is its own. They go to the root of the server. */
    private static void aws(String url) {
        try (StsClient client = StsClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            client.getCallerIdentity();
        } catch (SdkException e) {
            // What comes back is not of STS.
        }
    }
}
