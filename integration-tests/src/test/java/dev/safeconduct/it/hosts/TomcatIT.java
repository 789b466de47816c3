package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Tomcat with two web applications, each with a client of its own in {@code WEB-INF/lib}. */
@Tag("full")
class TomcatIT {

    private static final int TIMES = 10;

    /** OkHttp's own threads are idle for a minute before they end, and keep its loader. */
    private static final Duration OKHTTP_KEEPS_IT = Duration.ofSeconds(100);

    private static final String ADAPTER_LOADER = "dev.safeconduct.agent.hook.adapter.AdapterLoader";

    private final Api api = Api.start();
    private final List<HostJvm> running = new ArrayList<>();

    @AfterEach
    void close() {
        running.forEach(HostJvm::close);
        api.close();
    }

    /** On all JDKs at once, as it takes a minute. */
    @Test
    void two_applications_get_tokens_and_leave_no_loader_when_they_are_redeployed()
            throws IOException, InterruptedException {
        Path okHttp = application("okhttp5", "OkHttpServlet");
        Path httpClient = application("httpclient5-newest", "HttpClient5Servlet");
        for (Jdk jdk : Jdk.values()) {
            Tomcat tomcat = new Tomcat(jdk);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            for (int i = 1; i <= TIMES; i++) {
                tomcat.deploy("/a", okHttp);
                tomcat.deploy("/b", httpClient);
                tomcat.assertPosts("/a/okhttp");
                tomcat.assertPosts("/b/httpclient5");
                assertThat(api.tokenRequests()).as("one token for both").isEqualTo(i);
                api.issuer.endAccessTokens();
                tomcat.undeploy("/a");
                tomcat.undeploy("/b");
            }
        }
        for (HostJvm tomcat : running) {
            Conditions.await("no loader of an application is left", OKHTTP_KEEPS_IT, () -> left(tomcat) == 0);
            Conditions.await("no adapter is left", () -> tomcat.instances(ADAPTER_LOADER) == 0);
            assertThat(tomcat.err())
                    .as("what Tomcat says of threads and loaders that are left")
                    .contains("WARNING")
                    .doesNotContainIgnoringCase("safeconduct")
                    .doesNotContain("SEVERE");
        }
    }

    private static int left(HostJvm tomcat) {
        tomcat.tell("left");
        return Integer.parseInt(tomcat.nextLine().get(1));
    }

    /** Unpacked, as Tomcat keeps one. */
    private static Path application(String libraries, String servlet) throws IOException {
        Path folder = TemporaryFolders.create("application");
        Path lib = Files.createDirectories(folder.resolve("WEB-INF/lib"));
        for (Path jar : HostClasses.libraries(libraries)) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
        Path classes = Files.createDirectories(folder.resolve("WEB-INF/classes/webapp"));
        Path compiled = HostClasses.of("webapp", "tomcat", "okhttp3", "httpclient5-oldest");
        try (Stream<Path> files = Files.list(compiled.resolve("webapp"))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(servlet))
                    .toList()) {
                Files.copy(file, classes.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    private final class Tomcat {
        private final HostJvm jvm;
        private final String origin;

        Tomcat(Jdk jdk) {
            jvm = HostProgram.java(
                            jdk,
                            List.of("-cp", HostClasses.of("tomcat", "tomcat").toString(), "hosts.TomcatHost"))
                    .classPath(HostClasses.directory())
                    .libraries("tomcat")
                    .argument(TemporaryFolders.create("tomcat").toString())
                    .agent(AgentConfig.file(api.settings("api")))
                    .environment(Api.SECRET_VARIABLE, Api.SECRET)
                    .start();
            running.add(jvm);
            origin = "http://127.0.0.1:" + jvm.nextLine().get(1);
        }

        void deploy(String path, Path application) {
            jvm.tell("deploy", path, application.toString());
            assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("deployed", "STARTED");
        }

        void undeploy(String path) {
            jvm.tell("undeploy", path);
            assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("undeployed", path);
        }

        void assertPosts(String path) throws IOException, InterruptedException {
            String url = origin + path + "?url=" + URLEncoder.encode(api.url("/a"), StandardCharsets.UTF_8);
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                            .body())
                    .as(jvm.err())
                    .isEqualTo("200");
        }
    }
}
