package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.PackedAgent;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A Spring Boot application as it is: its own class loader, its own Logback, its calls by a RestClient over {@code
 * java.net.http}. It runs twice, with the agent and without it.
 */
@Tag("full")
class SpringBootIT {
    private static final Map<Jdk, SpringBootSession> SESSIONS = new EnumMap<>(Jdk.class);

    private static SpringBootSession on(Jdk jdk) {
        return SESSIONS.computeIfAbsent(jdk, missing -> {
            try {
                return new SpringBootSession(missing);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @AfterAll
    static void endHosts() {
        SESSIONS.values().forEach(SpringBootSession::close);
        SESSIONS.clear();
    }

    @ParameterizedTest
    @EnumSource
    void without_the_agent_it_is_refused(Jdk jdk) {
        SpringBootSession on = on(jdk);
        assertThat(on.without.started()).anyMatch(line -> line.contains("At start: 401 "));
        assertThat(on.without.call(on.service.url(""))).startsWith("401 ");
        assertThat(on.without.call(on.person.url(""))).startsWith("401 ");
    }

    @ParameterizedTest
    @EnumSource
    void stored_login_is_refreshed_before_its_first_call(Jdk jdk) {
        SpringBootSession on = on(jdk);
        assertThat(on.withAgent.started()).anyMatch(line -> line.contains("At start: 200 "));
        assertThat(on.person.issuer.refreshCount()).isOne();
        assertThat(on.person.resource.requestsTo("/start"))
                .singleElement()
                .satisfies(request -> assertHasToken(on.person, request));
    }

    @ParameterizedTest
    @EnumSource
    void request_to_its_own_endpoint_calls_the_protected_server(Jdk jdk) {
        SpringBootSession on = on(jdk);
        on.service.forgetRequests();
        assertThat(on.withAgent.call(on.service.url("/work"))).startsWith("200 ");
        assertThat(on.service.resource.requestsTo("/work"))
                .last()
                .satisfies(request -> assertHasToken(on.service, request));
    }

    @ParameterizedTest
    @EnumSource
    void token_that_is_no_longer_good_is_renewed_unnoticed(Jdk jdk) {
        SpringBootSession on = on(jdk);
        on.withAgent.call(on.service.url(""));
        on.service.issuer.endAccessTokens();
        on.service.forgetRequests();
        assertThat(on.withAgent.callAtOnce(16, on.service.url("/work")))
                .hasSize(16)
                .allMatch(body -> body.startsWith("200 "));
        assertThat(on.service.tokenRequests()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void nobody_else_gets_a_token(Jdk jdk) {
        SpringBootSession on = on(jdk);
        on.sink.forget();
        on.unknown.forgetRequests();
        assertThat(on.withAgent.call(on.sink.origin() + "/mcp")).isEqualTo("200 sink");
        assertThat(on.withAgent.call(on.unknown.url(""))).startsWith("401 ");
        assertThat(on.withAgent.call(on.withAgent.url("/caller"))).isEqualTo("200 anonymous");
        assertThat(on.sink.requests()).hasSize(1);
        assertThat(on.sink.sawAnywhere("Authorization")).isFalse();
        assertThat(on.unknown.authorizations("/mcp")).containsExactly("");
        assertThat(on.unknown.issuer.requests()).isEmpty();
    }

    /** With a configuration of its own, and up to the lines that say how long something took. */
    @ParameterizedTest
    @EnumSource
    void log_is_as_without_the_agent(Jdk jdk) {
        SpringBootSession on = on(jdk);
        assertThat(comparable(on.withAgent.started()))
                .hasSizeGreaterThan(5)
                .isEqualTo(comparable(on.without.started()))
                .anyMatch(line -> line.startsWith("INFO  [main] Application: Started Application in "));
        assertThat(comparable(on.withAgent.logged()))
                .hasSizeGreaterThan(5)
                .isEqualTo(comparable(on.without.logged()))
                .anyMatch(line -> line.startsWith("INFO  hosts.spring.Application: Started Application in "));
        assertThat(on.withAgent.err()).isEqualTo(on.without.err()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothing_of_the_agent_is_visible(Jdk jdk) throws IOException {
        SpringBootSession on = on(jdk);
        on.withAgent.call(on.service.url(""));
        List<String> classes = classesOfTheAgent();
        List<String> seen = new ArrayList<>(on.withAgent.visible(classes));
        List<String> before = on.without.visible(classes);
        assertThat(before)
                .as("its own copies of the same libraries")
                .anyMatch(line -> line.startsWith("org.slf4j.Logger jar:nested:"));
        seen.removeAll(before);
        assertThat(seen)
                .hasSize(2)
                .anyMatch(line -> line.startsWith("dev.safeconduct.agent.SafeconductAgent file:"))
                .contains("java.lang.SafeconductBridge JDK");
    }

    /** Each request has a virtual thread where the JDK has them; the agent writes all that it has to say. */
    @ParameterizedTest
    @EnumSource
    void virtual_threads_and_a_talkative_agent_change_nothing(Jdk jdk) throws IOException {
        SpringBootSession on = on(jdk);
        Path log = TemporaryFolders.create("log").resolve("agent.log");
        Map<String, String> talkative =
                Map.of("safeconduct.agent.log", "trace", "safeconduct.agent.log-file", log.toString());
        HostProgram program = SpringBootHost.program(jdk, on.service.url(""))
                .agent(AgentConfig.file(on.service.settings("service"), talkative))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .environment("SPRING_THREADS_VIRTUAL_ENABLED", "true");
        try (SpringBootHost host = SpringBootHost.start(program)) {
            assertThat(comparable(host.started())).isEqualTo(comparable(on.without.started()));
            on.service.issuer.endAccessTokens();
            on.service.forgetRequests();
            assertThat(host.callAtOnce(16, on.service.url("/work")))
                    .hasSize(16)
                    .allMatch(body -> body.startsWith("200 "));
            assertThat(on.service.tokenRequests()).isOne();
            assertThat(host.out().contains("[tomcat-handler-")).isEqualTo(jdk == Jdk.JDK_25);
            assertThat(log).isNotEmptyFile();
            assertThat(host.out().lines()).allMatch(line -> line.startsWith("INFO  ["));
            assertThat(host.err()).isEmpty();
        }
    }

    /** JDK 25 has the classes that we change loaded from there before any agent is. */
    @ParameterizedTest
    @EnumSource
    void starts_from_an_archive_of_its_classes(Jdk jdk) throws IOException {
        Api api = on(jdk).service;
        Path folder = TemporaryFolders.create("archive");
        String archive = folder.resolve("classes").toString();
        Path loaded = folder.resolve("loaded.log");
        boolean aot = jdk == Jdk.JDK_25;
        // The JVM adds this module where there is an agent, and takes only an archive that has it.
        HostJvm.Ended training = oneCall(jdk, api.url(""))
                .option(
                        "--add-modules=java.instrument",
                        (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive)
                .run();
        assertThat(training.out()).anyMatch(line -> line.contains("At start: 401 "));

        HostJvm.Ended ended = oneCall(jdk, api.url(""))
                .option((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive)
                .option("-Xlog:class+load:file=" + loaded)
                .agent(AgentConfig.file(api.settings("service")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .run();
        assertThat(ended.out())
                .anyMatch(line -> line.contains("At start: 200 "))
                .allMatch(line -> line.startsWith("INFO  ["));
        assertThat(ended.err()).isEmpty();
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains(
                        aot
                                ? "jdk.internal.net.http.MultiExchange source: shared objects file"
                                : "org.springframework.boot.SpringApplication source: shared objects file"));
    }

    /** The application without a server: it ends after its call. */
    private static HostProgram oneCall(Jdk jdk, String url) {
        return SpringBootHost.program(jdk, url)
                .option("-Xmx512m")
                .environment("SPRING_MAIN_WEB_APPLICATION_TYPE", "none");
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream()
                // Says that something took long, if it did.
                .filter(line -> !line.contains("SessionIdGeneratorBase"))
                .map(line -> line.replaceFirst("At start: .*", "At start").replaceAll("\\d[\\d.]*", "0"))
                .toList();
    }

    private static List<String> classesOfTheAgent() throws IOException {
        return PackedAgent.files().keySet().stream()
                .map(name -> name.replaceFirst("^isolated/", ""))
                .filter(name -> name.matches(".*\\.class(data)?"))
                .map(name -> name.replaceFirst("\\.class(data)?$", "").replace('/', '.'))
                .toList();
    }

    private static void assertHasToken(Api api, RecordedRequest request) {
        assertThat(Api.authorization(request)).startsWith("Bearer ");
        assertThat(api.issuer.issued())
                .anyMatch(token -> Api.authorization(request).equals("Bearer " + token.accessToken()));
    }
}
