package dev.safeconduct.agent.cli;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A command line with a home of its own, an authorization server and a server to log in for. */
abstract class CommandLineTest {

    @TempDir
    Path directory;

    Cli cli;
    FakeAuthorizationServer as;
    FakeProtectedResource api;
    String url;

    @BeforeEach
    void start() {
        cli = new Cli(directory);
        as = FakeAuthorizationServer.builder().clock(cli.clock).start();
        api = FakeProtectedResource.start(as);
        url = api.resource();
    }

    @AfterEach
    void stop() {
        as.close();
        api.close();
    }
}
