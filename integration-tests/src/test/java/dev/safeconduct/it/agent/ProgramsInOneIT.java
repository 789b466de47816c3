package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent in a JVM that outlives the programs in it. */
class ProgramsInOneIT {

    private final Api api = Api.start();

    @AfterEach
    void close() {
        api.close();
    }

    private HostJvm start(Jdk jdk) {
        return HostProgram.of(jdk, "ProgramsInOne")
                .agent(AgentConfig.file(api.settings("api")))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start();
    }

    /** The token request is under way when the program ends; its response is what the next one uses. */
    @ParameterizedTest
    @EnumSource
    void t73_an_interrupted_thread_group_costs_no_token(Jdk jdk) {
        api.issuer.delay("/token", Duration.ofSeconds(2));
        try (HostJvm jvm = start(jdk)) {
            jvm.tell("program", api.url(""), "500");
            assertThat(jvm.nextLine()).containsExactly("status", "401");
            assertThat(jvm.nextLine()).as("threads in the program's group").containsExactly("left");

            jvm.tell("program", api.url(""), "30000");
            assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("status", "200");
            assertThat(api.tokenRequests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void t73_an_undeployed_application_is_not_kept(Jdk jdk) {
        try (HostJvm jvm = start(jdk)) {
            jvm.tell("application", api.url(""));
            assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("status", "200");
            assertThat(jvm.nextLine()).containsExactly("application", "gone");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t73_an_http_client_that_was_killed_is_made_again(Jdk jdk) {
        try (HostJvm jvm = start(jdk)) {
            for (String when : List.of("before", "after")) {
                jvm.tell("program", api.url(""), "15000");
                assertThat(jvm.nextLine()).as(when + ": " + jvm.err()).containsExactly("status", "200");
                assertThat(jvm.nextLine()).containsExactly("left");
                jvm.tell("interrupt");
                assertThat(jvm.nextLine()).containsExactly("interrupted");
                api.issuer.endAccessTokens();
            }
        }
    }
}
