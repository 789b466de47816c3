package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole WildFly with a web application that has Apache HttpClient 5 in {@code WEB-INF/lib} and uses the JDK's clients
 * too. No option but {@code -javaagent} is set for the agent.
 */
@Tag("matrix")
class WildFlyIT {

    private static final int TIMES = 10;

    /** Of which each loader of the application has one. */
    private static final String MARKER = "webapp.JdkServlet$Marker";

    private static final String ADAPTER_LOADER = "dev.safeconduct.agent.hook.adapter.AdapterLoader";

    /** HttpClient 5 itself needs this module of the JDK. */
    private static final String STRUCTURE =
            """
            <jboss-deployment-structure>
              <deployment><dependencies><module name="jdk.net"/></dependencies></deployment>
            </jboss-deployment-structure>
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource
    void an_application_gets_tokens_and_its_loaders_go_when_it_is_redeployed(Jdk jdk) throws Exception {
        Path war = application();
        try (Api api = Api.start();
                WildFly server = new WildFly(jdk, program -> program.agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET))) {
            for (int i = 1; i <= TIMES; i++) {
                server.deploy(war);
                assertThat(get(server, "jdk", api)).isEqualTo("200 200");
                assertThat(get(server, "httpclient5", api)).isEqualTo("200");
                assertThat(api.tokenRequests()).as("one token for all").isEqualTo(i);
                if (i == 1) {
                    assertThat(server.jvm().instances(MARKER)).isOne();
                    assertThat(server.jvm().instances(ADAPTER_LOADER)).isPositive();
                }
                api.issuer.endAccessTokens();
                server.undeploy(war);
            }
            Conditions.await(
                    "no loader of the application is left but the last, which WildFly itself keeps",
                    PATIENCE,
                    () -> server.jvm().instances(MARKER) <= 1);
            Conditions.await(
                    "no adapter is left but that one's",
                    PATIENCE,
                    () -> server.jvm().instances(ADAPTER_LOADER) <= 1);
            assertThat(server.jvm().out() + server.jvm().err()).doesNotContainIgnoringCase("safeconduct: ");
            assertThat(server.jvm().out()).doesNotContain(" ERROR ", "Exception");
        }
    }

    private static String get(WildFly server, String servlet, Api api) throws IOException, InterruptedException {
        String url = server.origin() + "/app/" + servlet + "?url="
                + URLEncoder.encode(api.url("/a"), StandardCharsets.UTF_8);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    private static Path application() throws IOException {
        Path war = TemporaryFolders.create("war").resolve("app.war");
        Path compiled = HostClasses.of("webapp", "tomcat", "okhttp3", "httpclient5-oldest");
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.list(compiled.resolve("webapp"))) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith("OkHttp"))
                    .toList()) {
                put(zip, "WEB-INF/classes/webapp/", file);
            }
            zip.putNextEntry(new ZipEntry("WEB-INF/jboss-deployment-structure.xml"));
            zip.write(STRUCTURE.getBytes(StandardCharsets.UTF_8));
            for (Path jar : HostClasses.libraries("httpclient5-newest")) {
                put(zip, "WEB-INF/lib/", jar);
            }
        }
        return war;
    }

    private static void put(ZipOutputStream zip, String folder, Path file) throws IOException {
        zip.putNextEntry(new ZipEntry(folder + file.getFileName()));
        Files.copy(file, zip);
    }
}
