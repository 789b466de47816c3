package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that deploys an application with OkHttp and drops it, ten times: nothing of ours keeps it, or is kept. */
class OkHttpLeakIT {

    private static final int TIMES = 10;
    private static final String ADAPTER_LOADER = "dev.safeconduct.agent.hook.adapter.AdapterLoader";

    /** OkHttp's own threads are idle for a minute before they end, and keep its loader. */
    private static final Duration OKHTTP_KEEPS_IT = Duration.ofMinutes(2);

    private final Api api = Api.start();
    private final List<HostJvm> running = new ArrayList<>();

    @AfterEach
    void close() {
        running.forEach(HostJvm::close);
        api.close();
    }

    /** All at once, as it takes a minute; first those without the agent, which show that there is an end of it. */
    @Test
    void t73_dropped_applications_with_okhttp_leave_no_loader() throws InterruptedException {
        List<HostJvm> without = new ArrayList<>();
        List<HostJvm> withAgent = new ArrayList<>();
        for (Jdk jdk : Jdk.values()) {
            for (String version : List.of("okhttp3", "okhttp5")) {
                without.add(start(program(jdk, version), "401"));
                withAgent.add(start(
                        program(jdk, version)
                                .agent(AgentConfig.file(api.settings("api")))
                                .environment(Api.SECRET_VARIABLE, Api.SECRET),
                        "200"));
            }
        }
        for (HostJvm jvm : withAgent) {
            assertThat(jvm.instances(ADAPTER_LOADER)).as(jvm.err()).isEqualTo(TIMES);
        }
        for (List<HostJvm> jvms : List.of(without, withAgent)) {
            for (HostJvm jvm : jvms) {
                Conditions.await("no loader of the program is left", OKHTTP_KEEPS_IT, () -> left(jvm) == 0);
            }
        }
        for (HostJvm jvm : withAgent) {
            assertThat(jvm.instances(ADAPTER_LOADER)).isZero();
        }
    }

    private static HostProgram program(Jdk jdk, String version) {
        return HostProgram.of(jdk, "DroppedLoaders").libraries(version);
    }

    private HostJvm start(HostProgram program, String status) {
        HostJvm jvm = program.start();
        running.add(jvm);
        jvm.tell("run", api.url(""), Integer.toString(TIMES));
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
