package dev.safeconduct.it.hosts;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Spring Boot application twice, with the agent and without it, in one home, and the servers that it calls. */
final class SpringBootSession implements AutoCloseable {
    /** Gets its tokens as a service. */
    final Api service = Api.start();

    /** A person has logged in to it; the token was over when the application started, and called it. */
    final Api person = Api.start();

    /** Like the others, only not in the configuration. */
    final Api unknown = Api.start();

    final RecordingSink sink = RecordingSink.start();
    final SpringBootHost withAgent;
    final SpringBootHost without;

    SpringBootSession(Jdk jdk) throws IOException, InterruptedException {
        Path home = TemporaryFolders.create("home");
        StoredLogins.expired(home, person.issuer, person.url(""));
        without = SpringBootHost.start(
                SpringBootHost.program(jdk, person.url("/start")).home(home));
        person.forgetRequests();
        withAgent = SpringBootHost.start(SpringBootHost.program(jdk, person.url("/start"))
                .home(home)
                .agent(AgentConfig.file(
                        service.settings("service"), Map.of("safeconduct.server.person.url", person.url(""))))
                .environment(Api.SECRET_VARIABLE, Api.SECRET));
    }

    @Override
    public void close() {
        withAgent.close();
        without.close();
        sink.close();
        List.of(service, person, unknown).forEach(Api::close);
    }
}
