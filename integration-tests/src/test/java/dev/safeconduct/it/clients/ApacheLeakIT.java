package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that deploys an application with Apache HttpClient and drops it, ten times. */
class ApacheLeakIT {

    private static final int TIMES = 10;
    private static final String ADAPTER_LOADER = "dev.safeconduct.agent.hook.adapter.AdapterLoader";

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_4_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpclient4-newest", "hosts.HttpClient4Application");
    }

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_5_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpclient5-newest", "hosts.HttpClient5Application");
    }

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_5_asynchronous_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpclient5-newest", "hosts.HttpAsyncClient5Application");
    }

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_4_asynchronous_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpasyncclient4-newest", "hosts.HttpAsyncClient4Application");
    }

    private static void assertNothingIsLeft(Jdk jdk, String libraries, String application) throws InterruptedException {
        try (Api api = Api.start("localhost");
                HostJvm jvm = HostProgram.of(jdk, "DroppedLoaders")
                        .libraries(libraries)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            jvm.tell("run", api.url(""), Integer.toString(TIMES), application);
            for (int i = 0; i < TIMES; i++) {
                assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("status", "200");
            }
            Conditions.await("no loader of the program is left", () -> {
                jvm.tell("left");
                return jvm.nextLine().get(1).equals("0");
            });
            assertThat(jvm.instances(ADAPTER_LOADER)).isZero();
        }
    }
}
