package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counters over JMX and events for Java Flight Recorder: what happens to requests, where it is asked for. */
class ObservationIT {
    private static final String SECRET = "observed-secret";

    private final FakeAuthorizationServer issuer =
            FakeAuthorizationServer.builder().start().client("robot", SECRET);
    private final FakeProtectedResource api = FakeProtectedResource.start(issuer);

    @AfterEach
    void close() {
        api.close();
        issuer.close();
    }

    private HostProgram program(Jdk jdk, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "safeconduct.server.api.url",
                api.resource(),
                "safeconduct.server.api.grant",
                "client_credentials",
                "safeconduct.server.api.client-id",
                "robot",
                "safeconduct.server.api.client-secret",
                "${env:" + Api.SECRET_VARIABLE + "}"));
        settings.putAll(more);
        return HostProgram.of(jdk, "JavaNetHttpHost")
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, SECRET);
    }

    private int status(HostJvm program) {
        return program.send(Call.get(api.resource())).status();
    }

    @ParameterizedTest
    @EnumSource
    void requests_and_tokens_are_counted_by_server_and_client(Jdk jdk) throws IOException, InterruptedException {
        Map<String, String> asked = Map.of("safeconduct.agent.jmx", "true", "safeconduct.agent.jfr", "true");
        try (HostJvm program = program(jdk, asked).start()) {
            Observed.record(program, jdk);
            assertThat(status(program)).isEqualTo(200); // the first token
            issuer.endAccessTokens();
            assertThat(status(program)).isEqualTo(200); // a 401, a token, a resend
            assertThat(program.send(Call.get(api.resource()).header("Authorization: Basic b3duOm93bg=="))
                            .status())
                    .isEqualTo(401);
            api.always401(true);
            assertThat(status(program)).isEqualTo(401); // a 401, a token, a resend, a 401

            Map<String, String> counted = Map.of(
                    "api all", "injected=0, passed=0, refreshed=3, resent=0, failed=0",
                    "api java.net.http", "injected=5, passed=1, refreshed=0, resent=2, failed=1");
            Conditions.await("the counters are registered", () -> {
                try {
                    return Observed.counters(program).size() == counted.size();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(Observed.counters(program)).isEqualTo(counted);

            List<String> events = Observed.events(program, jdk);
            assertThat(Collections.frequency(events, "api all refreshed")).isEqualTo(3);
            assertThat(Collections.frequency(events, "api java.net.http injected"))
                    .isEqualTo(5);
            assertThat(Collections.frequency(events, "api java.net.http passed"))
                    .isEqualTo(1);
            assertThat(Collections.frequency(events, "api java.net.http resent"))
                    .isEqualTo(2);
            assertThat(Collections.frequency(events, "api java.net.http failed"))
                    .isEqualTo(1);
            assertThat(program.err()).doesNotContain("safeconduct");
        }
    }

    @Test
    @Tag("full")
    void where_java_has_neither_a_line_says_so_and_requests_go_on() {
        Map<String, String> asked = Map.of("safeconduct.agent.jmx", "true", "safeconduct.agent.jfr", "true");
        try (HostJvm program = program(Jdk.JDK_17, asked)
                .option("--limit-modules", "java.instrument,java.net.http,java.naming,java.xml,jdk.unsupported")
                .start()) {
            assertThat(status(program)).isEqualTo(200);
            assertThat(program.err().lines())
                    .containsExactly(
                            "safeconduct: WARN safeconduct.agent.jmx has no effect: this Java has no module"
                                    + " java.management.",
                            "safeconduct: WARN safeconduct.agent.jfr has no effect: this Java has no module jdk.jfr.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_of_it_is_loaded_where_it_is_not_asked_for(Jdk jdk) throws IOException {
        Path loaded = TemporaryFolders.create("classes").resolve("loaded.log");
        try (HostJvm program =
                program(jdk, Map.of()).option("-Xlog:class+load:file=" + loaded).start()) {
            assertThat(status(program)).isEqualTo(200);
            program.awaitEnd();
        }
        assertThat(Files.readString(loaded))
                .contains("dev.safeconduct.client.internal.request.HopByHopExchange")
                .doesNotContain(
                        "dev.safeconduct.agent.observe.", "ExchangeObserver", " javax.management.", " jdk.jfr.Event ");
    }
}
