package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs from Maven Central, as they are, do their work against a server that demands tokens: at first, and after their
 * token was revoked. {@link MavenIT} is another one, {@link SpringBootIT} has what is built with Spring Boot.
 */
@Tag("full")
class ProgramsOfOthersIT {

    private static final String CONTENT = "what only a token opens";

    /** On OkHttp. */
    @ParameterizedTest
    @EnumSource
    void okcurl_gets_and_posts(Jdk jdk) {
        try (Api api = api("/thing", CONTENT)) {
            Path home = TemporaryFolders.create("home");
            for (List<String> arguments : List.of(List.<String>of(), List.of("-d", "hello"))) {
                assertWorksTwice(api, () -> {
                    List<String> all = new ArrayList<>(arguments);
                    all.add(api.url("/thing"));
                    return String.join(
                            "\n", run(jdk, home, api, "okhttp3.curl.Main", all).out());
                });
            }
        }
    }

    /** On Apache HttpClient 4. */
    @ParameterizedTest
    @EnumSource
    void ivy_resolves_from_a_repository(Jdk jdk) throws IOException {
        try (Api api = api("/org/module-1.jar", CONTENT)) {
            Path home = TemporaryFolders.create("home");
            Path settings = Files.writeString(
                    home.resolve("ivysettings.xml"),
                    """
                    <ivysettings>
                      <settings defaultResolver="ours"/>
                      <resolvers>
                        <url name="ours" checksums=""><artifact pattern="%s"/></url>
                      </resolvers>
                    </ivysettings>
                    """
                            .formatted(api.url("/[organisation]/[module]-[revision].[ext]")));
            int[] times = {0};
            assertWorksTwice(api, () -> {
                Path run = Files.createDirectory(home.resolve("run" + times[0]++));
                run(
                        jdk,
                        home,
                        api,
                        "org.apache.ivy.Main",
                        List.of(
                                "-settings",
                                settings.toString(),
                                "-cache",
                                run.resolve("cache").toString(),
                                "-dependency",
                                "org",
                                "module",
                                "1",
                                "-retrieve",
                                run.resolve("[artifact].[ext]").toString()));
                return Files.readString(run.resolve("module.jar"));
            });
        }
    }

    /** On Apache HttpClient 5; it runs all the time. */
    @ParameterizedTest
    @EnumSource
    void wiremock_is_a_proxy(Jdk jdk) throws Exception {
        try (Api api = api("/thing", CONTENT);
                HostJvm proxy = program(
                                jdk,
                                TemporaryFolders.create("home"),
                                api,
                                "wiremock.Run",
                                List.of("--port", "0", "--bind-address", "127.0.0.1", "--proxy-all", api.origin()))
                        .start()) {
            URI url = URI.create("http://127.0.0.1:" + port(proxy, "port:") + "/mcp/thing");
            HttpClient client = HttpClient.newHttpClient();
            for (HttpRequest request : List.of(
                    HttpRequest.newBuilder(url).build(),
                    HttpRequest.newBuilder(url)
                            .POST(HttpRequest.BodyPublishers.ofString("hello"))
                            .build())) {
                assertWorksTwice(
                        api, () -> client.send(request, BodyHandlers.ofString()).body());
            }
        }
    }

    /** On Netty; it runs all the time. */
    @ParameterizedTest
    @EnumSource
    void mockserver_is_a_forward_proxy(Jdk jdk) throws Exception {
        try (Api api = api("/thing", CONTENT);
                HostJvm proxy = program(
                                jdk,
                                System.getProperty("mockserver.libraries"),
                                TemporaryFolders.create("home"),
                                api,
                                "org.mockserver.cli.Main",
                                List.of("-serverPort", "0", "-logLevel", "INFO"))
                        .start()) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(ProxySelector.of(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port(proxy, "on port: "))))
                    .build();
            URI url = URI.create(api.url("/thing"));
            for (HttpRequest request : List.of(
                    HttpRequest.newBuilder(url).build(),
                    HttpRequest.newBuilder(url)
                            .POST(HttpRequest.BodyPublishers.ofString("hello"))
                            .build())) {
                assertWorksTwice(
                        api, () -> client.send(request, BodyHandlers.ofString()).body());
            }
        }
    }

    /** On HttpURLConnection. */
    @ParameterizedTest
    @EnumSource
    void checkstyle_reads_its_rules(Jdk jdk) throws IOException {
        String rules =
                """
                <?xml version="1.0"?>
                <!DOCTYPE module PUBLIC "-//Checkstyle//DTD Checkstyle Configuration 1.3//EN"
                  "https://checkstyle.org/dtds/configuration_1_3.dtd">
                <module name="Checker">
                  <module name="RegexpSingleline">
                    <property name="format" value="evil"/>
                    <property name="message" value="%s"/>
                  </module>
                </module>
                """
                        .formatted(CONTENT);
        try (Api api = api("/rules.xml", rules)) {
            Path home = TemporaryFolders.create("home");
            Path source = Files.writeString(home.resolve("A.java"), "class A {} // evil\n");
            assertWorksTwice(
                    api,
                    () -> String.join(
                            "\n",
                            run(
                                            jdk,
                                            home,
                                            api,
                                            "com.puppycrawl.tools.checkstyle.Main",
                                            List.of("-c", api.url("/rules.xml"), source.toString()))
                                    .out()));
        }
    }

    private interface Work {
        String result() throws Exception;
    }

    private static void assertWorksTwice(Api api, Work work) {
        try {
            assertThat(work.result()).contains(CONTENT);
            api.issuer.endAccessTokens();
            api.forgetRequests();
            assertThat(work.result()).contains(CONTENT);
            assertThat(api.tokenRequests()).isOne();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A server that gives a text to whoever has a token. */
    private static Api api(String path, String content) {
        Api api = Api.start();
        api.resource.on(
                "/mcp" + path, request -> api.isAuthorized(request) ? Reply.text(200, "text/plain", content) : null);
        return api;
    }

    private static HostJvm.Ended run(Jdk jdk, Path home, Api api, String main, List<String> arguments) {
        HostJvm.Ended ended = program(jdk, home, api, main, arguments).run();
        assertThat(ended.err()).as("of the agent").noneMatch(line -> line.startsWith("safeconduct"));
        return ended;
    }

    private static HostProgram program(Jdk jdk, Path home, Api api, String main, List<String> arguments) {
        return program(jdk, System.getProperty("programs.libraries"), home, api, main, arguments);
    }

    private static HostProgram program(
            Jdk jdk, String libraries, Path home, Api api, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("-cp", libraries + "/*", main));
        command.addAll(arguments);
        return HostProgram.java(jdk, command)
                .home(home)
                .agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET);
    }

    /** The number that the proxy says. */
    private static int port(HostJvm proxy, String before) {
        while (true) {
            String line = String.join("\t", proxy.nextLine());
            int at = line.indexOf(before);
            if (at >= 0) {
                return Integer.parseInt(line.substring(at + before.length()).trim());
            }
        }
    }
}
