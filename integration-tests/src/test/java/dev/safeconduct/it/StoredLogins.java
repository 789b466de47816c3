package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FollowingBrowser;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person has done at the command line before the program under test starts. */
public final class StoredLogins {
    private static final Pattern ADDRESS = Pattern.compile("(?m)^ {2}(http\\S+)$");

    private StoredLogins() {}

    /** A login with a token that is over; what follows it lasts. */
    public static void expired(Path home, FakeAuthorizationServer issuer, String url)
            throws IOException, InterruptedException {
        issuer.tokenLifetime(Duration.ofSeconds(1));
        logIn(home, url);
        issuer.tokenLifetime(Duration.ofHours(1));
        Conditions.await("the token has expired", () -> issuer.issued().stream()
                .noneMatch(token -> issuer.isActive(token.accessToken())));
        issuer.forgetRequests();
    }

    private static void logIn(Path home, String url) throws IOException, InterruptedException {
        HostProgram login = HostProgram.commandLine(Jdk.JDK_17, "login", "--no-browser", url)
                .home(home);
        try (HostJvm jvm = login.start()) {
            Conditions.await(
                    "the address is shown", () -> ADDRESS.matcher(jvm.err()).find());
            Matcher address = ADDRESS.matcher(jvm.err());
            assertThat(address.find()).isTrue();
            FollowingBrowser.open(URI.create(address.group(1)));
            assertThat(jvm.awaitEnd().exitCode()).as(jvm.err()).isZero();
        }
    }
}
