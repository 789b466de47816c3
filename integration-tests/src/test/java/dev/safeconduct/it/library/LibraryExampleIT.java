package dev.safeconduct.it.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.LibrarySource;
import dev.safeconduct.it.MovedPackages;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.it.store.ExampleStore;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program in README.md does what it says, with nothing but the library and its dependencies. */
class LibraryExampleIT {

    private static final Pattern FENCED = Pattern.compile("(?s)```java\n(.*?)```");

    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record) (\\w+)");

    static final String BROWSER = Jdk.running() + " -cp \"" + System.getProperty("java.class.path") + "\" "
            + FollowingBrowser.class.getName();

    @ParameterizedTest
    @EnumSource
    void it_logs_in_calls_the_api_and_is_logged_in_the_next_time(Jdk jdk) throws IOException {
        String classes = compiled() + File.pathSeparator + LibrarySource.library();
        assertLogsInOnce(jdk, List.of("-cp", classes, "Library"));
    }

    @ParameterizedTest
    @EnumSource
    void it_does_so_on_the_module_path_too(Jdk jdk) throws IOException {
        assertLogsInOnce(
                jdk,
                List.of(
                        "-p",
                        LibrarySource.library(),
                        "--add-modules",
                        "dev.safeconduct",
                        "-cp",
                        compiled().toString(),
                        "Library"));
    }

    /** The same program: what it does not keep in its home, it does not find the next time. */
    @ParameterizedTest
    @EnumSource
    void it_keeps_its_login_in_another_store_by_configuration_alone(Jdk jdk) throws IOException {
        Path home = TemporaryFolders.create("home");
        Path store = ExampleStore.jar(TemporaryFolders.create("example"));
        String classes = compiled() + File.pathSeparator + store + File.pathSeparator + LibrarySource.library();
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            for (int logins = 1; logins <= 2; logins++) {
                HostJvm.Ended ended = HostProgram.java(jdk, List.of("-cp", classes, "Library"))
                        .argument(api.resource())
                        .option("-Dsafeconduct.store=example")
                        .option("-Dsafeconduct.browser.command=" + BROWSER)
                        .home(home)
                        .run();
                assertThat(ended.out()).as(ended.toString()).singleElement().satisfies(line -> assertThat(line)
                        .startsWith("HTTP 200 {"));
                assertThat(as.requestsTo("/authorize")).hasSize(logins);
            }
            assertThat(home).isEmptyDirectory();
        }
    }

    /** The first is the program that runs above. */
    @Test
    void every_java_block_of_the_readme_compiles_as_it_stands() throws IOException {
        Matcher fenced = FENCED.matcher(readme());
        List<String> compiled = new ArrayList<>();
        while (fenced.find()) {
            Matcher type = TYPE.matcher(fenced.group(1));
            assertThat(type.find()).as(fenced.group(1)).isTrue();
            LibrarySource.compiled(
                    type.group(1), fenced.group(1), LibrarySource.library() + File.pathSeparator + clients());
            compiled.add(type.group(1));
        }
        assertThat(compiled)
                .contains("Library", "OkHttpExample", "HttpClient5Example", "OtherClientExample", "WebExample");
    }

    /** The adapters, and the clients that the page shows. */
    private static String clients() throws IOException {
        Path clients = Path.of(System.getProperty("clients.dir"));
        try (Stream<Path> okHttp = Files.list(clients.resolve("okhttp4"));
                Stream<Path> apache = Files.list(clients.resolve("exceptions"))) {
            Stream<String> adapters = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .filter(entry -> entry.replace(File.separatorChar, '/').matches(".*/clients/\\w+/target/.*"));
            Stream<String> jars = Stream.concat(
                            okHttp,
                            apache.filter(jar -> jar.getFileName().toString().matches("http(client|core)5.*")))
                    .map(Path::toString);
            return Stream.concat(adapters, jars).collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** The agent has the login of the program's user, and the request is for another. */
    @ParameterizedTest
    @EnumSource
    void agent_leaves_the_sessions_of_the_library_alone(Jdk jdk) throws Exception {
        Path home = TemporaryFolders.create("home");
        String classes = compiled("Ann", ANN) + File.pathSeparator + LibrarySource.library();
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            StoredLogins.expired(home, as, api.resource());
            api.forgetRequests();
            HostJvm.Ended ended = HostProgram.java(jdk, List.of("-cp", classes, "Ann"))
                    .argument(api.resource())
                    .agent(HostProgram.agentJar(), "=" + api.resource())
                    .home(home)
                    .run();
            assertThat(ended.out()).as(ended.toString()).containsExactly("ann: HTTP 401", "plain: HTTP 200");
            assertThat(api.requestsTo("/mcp").get(0).headers("Authorization")).isEmpty();
        }
    }

    /** As a program that is packed into one jar may have it. */
    @ParameterizedTest
    @EnumSource
    void t78_agent_leaves_the_sessions_of_a_relocated_library_alone(Jdk jdk) throws Exception {
        Path home = TemporaryFolders.create("home");
        List<Path> program = Stream.of(
                        (compiled("Ann", ANN) + File.pathSeparator + LibrarySource.library()).split(File.pathSeparator))
                .filter(entry -> entry.contains("safeconduct") || new File(entry).isDirectory())
                .map(Path::of)
                .toList();
        Path relocated = new MovedPackages(Map.of("dev.safeconduct.", "com.example.packed.")).of(program);
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            StoredLogins.expired(home, as, api.resource());
            api.forgetRequests();
            HostJvm.Ended ended = HostProgram.java(
                            jdk, List.of("-cp", relocated + File.pathSeparator + LibrarySource.library(), "Ann"))
                    .argument(api.resource())
                    .agent(HostProgram.agentJar(), "=" + api.resource())
                    .home(home)
                    .run();
            assertThat(ended.out()).as(ended.toString()).containsExactly("ann: HTTP 401", "plain: HTTP 200");
            assertThat(api.requestsTo("/mcp").get(0).headers("Authorization")).isEmpty();
        }
    }

    private static final String ANN =
            """
            import dev.safeconduct.client.Safeconduct;
            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse.BodyHandlers;

            public class Ann {
                public static void main(String[] args) throws Exception {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(args[0])).build();
                    try (Safeconduct safeconduct = Safeconduct.builder().server(args[0]).build()) {
                        HttpClient ann = safeconduct.session("ann").authorizedClient(HttpClient.newBuilder());
                        System.out.println("ann: HTTP " + ann.send(request, BodyHandlers.ofString()).statusCode());
                    }
                    HttpClient plain = HttpClient.newHttpClient();
                    System.out.println("plain: HTTP " + plain.send(request, BodyHandlers.ofString()).statusCode());
                }
            }
            """;

    private static void assertLogsInOnce(Jdk jdk, List<String> program) throws IOException {
        Path home = TemporaryFolders.create("home");
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            for (int i = 0; i < 2; i++) {
                HostJvm.Ended ended = HostProgram.java(jdk, program)
                        .argument(api.resource())
                        .option("-Dsafeconduct.browser.command=" + BROWSER)
                        .home(home)
                        .run();
                assertThat(ended.out()).as(ended.toString()).singleElement().satisfies(line -> assertThat(line)
                        .startsWith("HTTP 200 {"));
                assertThat(ended.exitCode()).isZero();
            }
            assertThat(as.requestsTo("/authorize")).hasSize(1);
        }
    }

    static Path compiled() throws IOException {
        Path root = Path.of(System.getProperty("it.root"));
        Matcher fenced = FENCED.matcher(readme());
        assertThat(fenced.find()).as("README.md has a Java program").isTrue();
        assertThat(fenced.group(1)).isEqualTo(Files.readString(root.resolve("examples/Library.java")));

        return compiled("Library", fenced.group(1));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of(System.getProperty("it.root")).resolve("README.md"));
    }

    private static Path compiled(String name, String program) {
        return LibrarySource.compiled(name, program, LibrarySource.library());
    }
}
