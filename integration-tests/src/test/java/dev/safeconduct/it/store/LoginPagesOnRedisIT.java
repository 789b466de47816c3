package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.server.RedisServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is noted of pending logins is where the logins are: it holds for all programs that share a store. */
@Tag("full")
class LoginPagesOnRedisIT {

    private static final String BROWSER = Jdk.running() + " -cp \"" + System.getProperty("java.class.path") + "\" "
            + FollowingBrowser.class.getName();

    @Test
    void a_page_that_one_program_has_opened_holds_back_that_of_another_in_another_home() throws Exception {
        try (RedisServer redis = RedisServer.start();
                FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            as.loginPage(true); // which is not answered
            HostJvm.Ended first = call(redis, api.resource());
            assertThat(first.out()).as(first.toString()).containsExactly("host: 401");
            assertThat(as.requestsTo("/authorize")).hasSize(1);

            HostJvm.Ended second = call(redis, api.resource());
            assertThat(second.out()).containsExactly("host: 401");
            assertThat(as.requestsTo("/authorize")).hasSize(1);
            assertThat(second.err()).anyMatch(line -> line.contains("No page is opened before "));
        }
    }

    private static HostJvm.Ended call(RedisServer redis, String url) {
        return HostProgram.of(Jdk.JDK_17, "Calls", url, "1")
                .agent(AgentConfig.file(
                        NetworkStores.redis(redis),
                        Map.of(
                                "safeconduct.server.api.url", url,
                                "safeconduct.login", "auto",
                                "safeconduct.login.wait", "3s")))
                .option("-Dsafeconduct.browser.command=" + BROWSER)
                .home(TemporaryFolders.create("home"))
                .run();
    }
}
