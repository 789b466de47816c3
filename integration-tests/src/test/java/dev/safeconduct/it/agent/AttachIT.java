package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.client.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code attach}: the agent comes into a program that runs already, whose client objects exist, and into no other. */
class AttachIT {
    private static final String SECRET = "attach-secret";

    private final FakeAuthorizationServer issuer =
            FakeAuthorizationServer.builder().start().client("robot", SECRET);
    private final FakeProtectedResource api = FakeProtectedResource.start(issuer);
    private final Path config = AgentConfig.file(Map.of(
            "safeconduct.server.api.url",
            api.resource(),
            "safeconduct.server.api.grant",
            "client_credentials",
            "safeconduct.server.api.client-id",
            "robot",
            "safeconduct.server.api.client-secret",
            "${env:" + Api.SECRET_VARIABLE + "}"));

    @AfterEach
    void close() {
        api.close();
        issuer.close();
    }

    private HostProgram program(Jdk jdk, String main) {
        return HostProgram.of(jdk, main).environment(Api.SECRET_VARIABLE, SECRET);
    }

    /** A program that finds its configuration itself, as by its own environment. */
    private HostProgram configured(Jdk jdk, String main) {
        return program(jdk, main).environment("SAFECONDUCT_CONFIG", config.toString());
    }

    private static HostJvm.Ended attach(Jdk jdk, HostJvm target, String... options) {
        HostProgram command = HostProgram.commandLine(jdk, "attach", "-y");
        for (String option : options) {
            command.argument(option);
        }
        return command.argument(Long.toString(target.pid())).run();
    }

    private void assertStatus(HostJvm program, int status) {
        assertThat(program.send(Call.get(api.resource())).status())
                .as(program.err())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "JDK_17, JavaNetHttpHost, java.net.http",
        "JDK_25, JavaNetHttpHost, java.net.http",
        "JDK_17, HttpUrlConnectionHost, httpurlconnection",
        "JDK_25, HttpUrlConnectionHost, httpurlconnection"
    })
    void the_next_request_of_a_client_that_exists_has_its_token(Jdk jdk, String main, String client) {
        try (HostJvm program = configured(jdk, main).start()) {
            assertStatus(program, 401);

            HostJvm.Ended attached = attach(jdk, program);
            assertThat(attached.exitCode()).as(attached.err().toString()).isZero();
            assertThat(attached.out())
                    .containsExactly(
                            "The agent is in process " + program.pid() + " (hosts." + main + ").",
                            "  HTTP clients that it has loaded: " + client);
            assertThat(attached.err()).contains("Process " + program.pid() + " runs hosts." + main + ".");

            assertStatus(program, 200);
            assertThat(program.err()).doesNotContain("safeconduct:");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void a_second_attach_changes_nothing_and_says_so(Jdk jdk) {
        try (HostJvm program = program(jdk, "JavaNetHttpHost").start()) {
            assertThat(attach(jdk, program, "--config", config.toString()).exitCode())
                    .isZero();
            assertStatus(program, 200);

            HostJvm.Ended again = attach(jdk, program);
            assertThat(again.exitCode()).isZero();
            assertThat(again.out()).singleElement().asString().contains("already", "Nothing was changed.");
            assertThat(attach(jdk, program, "--config", api.resource()).exitCode())
                    .as("its configuration is not taken")
                    .isEqualTo(1);
            assertStatus(program, 200);
        }
    }

    /** It began without the agent, so its 401 is the program's. */
    @ParameterizedTest
    @CsvSource({
        "JDK_17, JavaNetHttpHost",
        "JDK_25, JavaNetHttpHost",
        "JDK_17, HttpUrlConnectionHost",
        "JDK_25, HttpUrlConnectionHost"
    })
    @Tag("full")
    void a_request_under_way_goes_on_as_it_began(Jdk jdk, String main) throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch attached = new CountDownLatch(1);
        api.on("/mcp/slow", request -> {
            arrived.countDown();
            try {
                assertThat(attached.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.json(200, "{}");
        });
        try (HostJvm program = configured(jdk, main).start()) {
            assertStatus(program, 401);
            program.tell(Call.get(api.resource() + "/slow").words());
            assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(attach(jdk, program).exitCode()).isZero();
            attached.countDown();
            assertThat(Seen.of(program.nextLine()).status()).isEqualTo(200);
            assertStatus(program, 200);
        }
    }

    @Test
    @Tag("full")
    void a_program_that_was_started_with_the_agent_keeps_it() {
        try (HostJvm program =
                program(Jdk.JDK_17, "JavaNetHttpHost").agent(config).start()) {
            HostJvm.Ended attached = attach(Jdk.JDK_17, program, "-o", "json");
            assertThat(String.join("\n", attached.out())).contains("\"state\": \"present\"");
            assertStatus(program, 200);
        }
    }

    /** A way that leads out: the agent stays out for want of a server, and a later attach brings one. */
    @Test
    @Tag("full")
    void an_agent_that_stayed_out_can_be_attached_again() {
        try (HostJvm program = program(Jdk.JDK_17, "JavaNetHttpHost").start()) {
            HostJvm.Ended without = attach(Jdk.JDK_17, program);
            assertThat(without.exitCode()).isEqualTo(1);
            assertThat(without.out()).singleElement().asString().contains("stays out of process");
            assertThat(program.err()).contains("disabled: no server is configured");
            assertStatus(program, 401);

            assertThat(attach(Jdk.JDK_17, program, "--config", config.toString())
                            .exitCode())
                    .isZero();
            assertStatus(program, 200);
        }
    }

    @Test
    @Tag("full")
    void clients_whose_objects_are_not_reached_are_named() {
        HostProgram okHttp = configured(Jdk.JDK_17, "OkHttpHost").libraries("okhttp5");
        try (HostJvm program = okHttp.start()) {
            assertStatus(program, 401);
            HostJvm.Ended attached = attach(Jdk.JDK_17, program);
            assertThat(attached.out())
                    .contains(
                            "  Only client objects that are made from now on get tokens: okhttp. For those that exist, start"
                                    + " the program with -javaagent.");
        }
    }

    @Test
    @Tag("full")
    void a_jvm_that_lets_nothing_in_is_left_alone() {
        try (HostJvm program = configured(Jdk.JDK_17, "JavaNetHttpHost")
                .option("-XX:+DisableAttachMechanism")
                .start()) {
            HostJvm.Ended refused = attach(Jdk.JDK_17, program);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .singleElement()
                    .asString()
                    .contains(
                            "was started with -XX:+DisableAttachMechanism",
                            "Start the program with -javaagent instead.");
            assertStatus(program, 401);
            assertThat(program.err()).isEmpty();
        }
        try (HostJvm program = configured(Jdk.JDK_25, "JavaNetHttpHost")
                .option("-XX:-EnableDynamicAgentLoading")
                .start()) {
            HostJvm.Ended refused = attach(Jdk.JDK_25, program);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .last()
                    .asString()
                    .contains("did not load the agent", "-XX:-EnableDynamicAgentLoading");
            assertStatus(program, 401);
        }
    }

    @Test
    @Tag("full")
    void what_is_not_a_jvm_and_a_java_without_attach_are_told() throws IOException {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            HostJvm.Ended refused = HostProgram.commandLine(Jdk.JDK_17, "attach", "-y", Long.toString(sleep.pid()))
                    .run();
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).singleElement().asString().contains("is not a JVM");
            assertThat(sleep.isAlive()).isTrue();

            HostJvm.Ended jre = HostProgram.commandLine(Jdk.JDK_17, "attach", "-y", Long.toString(sleep.pid()))
                    .option("--limit-modules", "java.instrument,java.net.http,java.naming,java.xml,jdk.unsupported")
                    .run();
            assertThat(jre.exitCode()).isEqualTo(1);
            assertThat(jre.err()).singleElement().asString().contains("no module jdk.attach");
        } finally {
            sleep.destroyForcibly();
        }
        long gone = sleep.pid();
        sleep.onExit().join();
        HostJvm.Ended none = HostProgram.commandLine(Jdk.JDK_17, "attach", "-y", Long.toString(gone))
                .run();
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).singleElement().asString().contains("There is no process " + gone);
    }

    /** Also as an administrator, who gets at other users' JVMs by the JDK's own means. */
    @ParameterizedTest
    @EnumSource
    void t70_a_process_of_another_user_is_refused(Jdk jdk) throws IOException, InterruptedException {
        boolean isRoot = System.getProperty("user.name").equals("root");
        // A program of the JDK's own, which every user can read.
        HostProgram registry = HostProgram.java(jdk, List.of("-m", "java.rmi/sun.rmi.registry.RegistryImpl", "0"));
        if (isRoot) {
            registry.under(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        try (HostJvm program = registry.start()) {
            String pid = isRoot ? Long.toString(program.pid()) : "1";
            Path entry = Path.of("/proc", pid);
            Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Conditions.await("it belongs to another user", () -> {
                try {
                    return !own.equals(Files.getAttribute(entry, "unix:uid"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            HostJvm.Ended refused =
                    HostProgram.commandLine(jdk, "attach", "-y", pid).run();
            assertThat(refused.err())
                    .singleElement()
                    .asString()
                    .startsWith("Process " + pid + " belongs to another user (uid ")
                    .endsWith("), so nothing was done. Run this command as that user.");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.out()).isEmpty();
            assertThat(program.err()).doesNotContain("safeconduct", "agent");
        }
    }
}
