package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a JVM has one of is the program's: its proxies, credentials, TLS, security providers, URL handlers and log manager,
 * whether it sets them before the agent is awake or after.
 */
@Tag("full")
class HostDefaultsIT {

    static Stream<Arguments> jdksAndTimes() {
        return Arrays.stream(Jdk.values())
                .flatMap(jdk -> Stream.of(Arguments.of(jdk, "before"), Arguments.of(jdk, "after")));
    }

    @ParameterizedTest(name = "{0}, {1} a request")
    @MethodSource("jdksAndTimes")
    void defaults_of_the_program_are_as_without_the_agent(Jdk jdk, String time) {
        try (Api api = Api.start();
                RecordingSink basic = RecordingSink.start()) {
            basic.answer(Reply.status(401).header("WWW-Authenticate", "Basic realm=\"own\""));
            Path home = TemporaryFolders.create("home");
            List<String> without = run(program(jdk, time, api, basic, home));
            assertThat(basic.sawAnywhere("Authorization: Basic")).isTrue();
            basic.forget();
            List<String> with = run(program(jdk, time, api, basic, home)
                    .agent(AgentConfig.file(api.settings("api")))
                    .environment(Api.SECRET_VARIABLE, Api.SECRET));
            assertThat(basic.sawAnywhere("Authorization: Basic")).isTrue();
            assertThat(basic.sawAnywhere("Bearer")).isFalse();

            assertThat(without)
                    .startsWith("status\t401")
                    .contains(
                            "proxy selector\ttrue",
                            "authenticator\ttrue",
                            "TLS\ttrue",
                            "names\ttrue",
                            "first provider\tOwn",
                            "own URL\town",
                            "logs\thosts.OwnDefaults$Logs");
            int requests = time.equals("after") ? 2 : 1;
            assertThat(with.subList(0, requests)).containsOnly("status\t200");
            assertThat(with.subList(requests, with.size())).isEqualTo(without.subList(requests, without.size()));
        }
    }

    private static HostProgram program(Jdk jdk, String time, Api api, RecordingSink basic, Path home) {
        return HostProgram.of(jdk, "OwnDefaults", time, api.url("/a"), basic.origin() + "/basic")
                .option("-Djava.util.logging.manager=hosts.OwnDefaults$Logs")
                .home(home);
    }

    private static List<String> run(HostProgram program) {
        HostJvm.Ended ended = program.run();
        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.err()).isEmpty();
        return ended.out();
    }
}
