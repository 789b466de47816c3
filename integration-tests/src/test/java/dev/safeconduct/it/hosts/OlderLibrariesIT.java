package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program with Jackson 2.9, SLF4J 1.7, Logback 1.2 and ByteBuddy 1.9, all of which the agent has newer ones of. */
@Tag("full")
class OlderLibrariesIT {

    /** Of the program; without times. */
    private static final String LOGBACK =
            """
            <configuration>
              <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                <file>${user.home}/program.log</file>
                <append>false</append>
                <encoder><pattern>%level %logger [%thread] %X{time} %caller{1} %m%n%xEx</pattern></encoder>
              </appender>
              <root level="TRACE"><appender-ref ref="FILE"/></root>
            </configuration>
            """;

    private final Path home = TemporaryFolders.create("home");

    /** That server lets the program in without a token if there is no agent. */
    @ParameterizedTest
    @EnumSource
    void what_it_writes_is_the_same_as_without_the_agent(Jdk jdk) throws IOException {
        AtomicBoolean open = new AtomicBoolean();
        try (Api api = Api.start()) {
            api.resource.on(
                    "/mcp/json",
                    request -> open.get() || api.isAuthorized(request)
                            ? Reply.text(200, "application/json", "{\"answer\": [42, 1.5e3]}")
                            : null);
            Path agentLog = TemporaryFolders.create("agent").resolve("agent.log");
            Written with = run(program(jdk, api)
                    .agent(AgentConfig.file(
                            api.settings("api"),
                            Map.of(
                                    "safeconduct.agent.log",
                                    "debug",
                                    "safeconduct.agent.log-file",
                                    agentLog.toString())))
                    .environment(Api.SECRET_VARIABLE, Api.SECRET));
            assertThat(api.authorizations("/mcp/json")).hasSize(2).allMatch(value -> value.startsWith("Bearer "));
            assertThat(agentLog).as("that the agent uses its own").content().contains("DEBUG");
            open.set(true);
            api.forgetRequests();
            Written without = run(program(jdk, api));
            assertThat(api.authorizations("/mcp/json")).containsExactly("", "");

            assertThat(with).isEqualTo(without);
            assertThat(with.ended().exitCode()).as(with.toString()).isZero();
            assertThat(with.ended().out())
                    .contains("hello before", "hello after", "version of Jackson: 2.9.10-8")
                    .anyMatch(line -> line.matches("org.slf4j.Logger from .*/slf4j-api-1\\.7\\..*"));
            assertThat(with.log())
                    .contains("TRACE hosts.OlderLibraries [main] after", "INFO hosts.OlderLibraries [main] before")
                    .contains("java.lang.IllegalStateException: after");
        }
    }

    private record Written(HostJvm.Ended ended, String log) {}

    private HostProgram program(Jdk jdk, Api api) throws IOException {
        Path configuration = Files.writeString(home.resolve("logback.xml"), LOGBACK);
        Path classes = HostClasses.of("older-libraries", "older-libraries", "older-logback");
        return HostProgram.java(jdk, List.of("-cp", classes.toString(), "hosts.OlderLibraries", api.url("/json")))
                .libraries("older-libraries")
                .libraries("older-logback")
                .option("-Dlogback.configurationFile=" + configuration)
                .home(home);
    }

    private Written run(HostProgram program) throws IOException {
        HostJvm.Ended ended = program.run();
        return new Written(ended, Files.readString(home.resolve("program.log")));
    }
}
