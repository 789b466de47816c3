package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.util.Map;

/** A server that deploys an application with an HTTP client and drops it, ten times. */
final class DroppedApplications {

    private static final int TIMES = 10;

    /** Clients keep a loader for some seconds, on a busy machine for longer, without the agent as with it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String ADAPTER_LOADER = "dev.safeconduct.agent.hook.adapter.AdapterLoader";

    private DroppedApplications() {}

    /**
     * Each makes a request that gets its token, and nothing is left of it then.
     *
     * @param application its class
     * @param url as the application is told
     * @param served what it says of a request that was served
     */
    static void assertNothingIsLeft(
            Jdk jdk, String libraries, String application, String url, Map<String, String> settings, String served)
            throws InterruptedException {
        try (HostJvm jvm = HostProgram.of(jdk, "DroppedLoaders")
                .libraries(libraries)
                .agent(AgentConfig.file(settings))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .start()) {
            jvm.tell("run", url, Integer.toString(TIMES), application);
            for (int i = 0; i < TIMES; i++) {
                assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("status", served);
            }
            Conditions.await("no loader of the program is left", PATIENCE, () -> {
                jvm.tell("left");
                return jvm.nextLine().get(1).equals("0");
            });
            assertThat(jvm.instances(ADAPTER_LOADER)).isZero();
        }
    }
}
