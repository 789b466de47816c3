package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that deploys an application with OkHttp and drops it, ten times: nothing of ours keeps it, or is kept. */
class OkHttpLeakIT {

    private static final int TIMES = 10;
    private static final String ADAPTER_LOADER = "dev.safeconduct.agent.hook.adapter.AdapterLoader";

    /** OkHttp's own threads are idle for a minute before they end, and keep its loader. */
    private static final Duration OKHTTP_KEEPS_IT = Duration.ofMinutes(4);

    private final Api api = Api.start("localhost");
    private final List<HostJvm> running = new ArrayList<>();

    @AfterEach
    void close() {
        running.forEach(HostJvm::close);
        api.close();
    }

    /** Each asks for its token, and then finds no network: so OkHttp itself has no thread that keeps anything. */
    @Test
    void t73_dropped_applications_with_okhttp_leave_no_loader() throws InterruptedException {
        for (HostJvm jvm : start(true, "none", "java.net.UnknownHostException: no network")) {
            assertThat(api.tokenRequests()).as(jvm.err()).isPositive();
            assertNothingIsLeft(jvm);
        }
    }

    /** All at once, as it takes a minute; first those without the agent, which show that there is an end of it. */
    @Test
    @Tag("full")
    void t73_dropped_applications_whose_calls_were_served_leave_no_loader() throws InterruptedException {
        List<HostJvm> without = start(false, "network", "401");
        List<HostJvm> withAgent = start(true, "network", "200");
        for (HostJvm jvm : without) {
            Conditions.await("OkHttp's own threads have ended", OKHTTP_KEEPS_IT, () -> left(jvm) == 0);
        }
        for (HostJvm jvm : withAgent) {
            assertNothingIsLeft(jvm);
        }
    }

    private static void assertNothingIsLeft(HostJvm jvm) throws InterruptedException {
        Conditions.await("no loader of the program is left", () -> left(jvm) == 0);
        assertThat(jvm.instances(ADAPTER_LOADER)).isZero();
    }

    private List<HostJvm> start(boolean hasAgent, String network, String status) {
        List<HostJvm> started = new ArrayList<>();
        for (Jdk jdk : Jdk.values()) {
            for (String version : List.of("okhttp3", "okhttp5")) {
                HostProgram program = HostProgram.of(jdk, "DroppedLoaders").libraries(version);
                if (hasAgent) {
                    program.agent(AgentConfig.file(api.settings("api"))).environment(Api.SECRET_VARIABLE, Api.SECRET);
                }
                started.add(started(program, network, status));
            }
        }
        return started;
    }

    private HostJvm started(HostProgram program, String network, String status) {
        HostJvm jvm = program.start();
        running.add(jvm);
        jvm.tell("run", api.url(""), Integer.toString(TIMES), network);
        for (int i = 0; i < TIMES; i++) {
            assertThat(jvm.nextLine()).as(jvm.err()).containsExactly("status", status);
        }
        return jvm;
    }

    private static int left(HostJvm jvm) {
        jvm.tell("left");
        return Integer.parseInt(jvm.nextLine().get(1));
    }
}
