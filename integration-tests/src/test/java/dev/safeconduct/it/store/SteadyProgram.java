package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.GrantedToken;
import dev.safeconduct.testkit.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A person's login in a store that the agent gets by its settings, and a program that knows nothing of it and makes requests
 * all the time. The authorization server takes a refresh token once.
 */
final class SteadyProgram implements AutoCloseable {

    /** So short that a refresh falls into whatever happens to the store. */
    private static final Duration LIFETIME = Duration.ofSeconds(2);

    /** More than any of these takes at 20 calls a second. */
    private static final int MOST_CALLS = 1_000;

    /** A request that waits for a store until its own deadline is over takes longer than the ten of any of these. */
    private static final Duration PROMPTLY = Duration.ofMinutes(2);

    final FakeAuthorizationServer issuer = FakeAuthorizationServer.start();
    final FakeProtectedResource resource = FakeProtectedResource.start(issuer);
    private final Path home = TemporaryFolders.create("home");
    private final HostJvm host;

    SteadyProgram(Map<String, String> store) throws IOException, InterruptedException {
        Path file = Files.createDirectories(home.resolve(".config/safeconduct")).resolve("safeconduct.properties");
        Files.write(
                file,
                store.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
        StoredLogins.expired(home, issuer, resource.resource());
        issuer.tokenLifetime(LIFETIME);
        host = HostProgram.of(Jdk.JDK_17, "SteadyCalls", resource.resource())
                .home(home)
                .agent(HostProgram.agentJar(), "=" + resource.resource())
                .start();
        awaitCalls(1, "200");
    }

    /** Waits until so many calls in a row have ended like that; none may fail otherwise than by a status. */
    void awaitCalls(int count, String status) {
        int seen = 0;
        long start = System.nanoTime();
        for (int call = 0; seen < count; call++) {
            String outcome = host.nextLine().get(1);
            assertThat(outcome).matches("200|401");
            assertThat(call)
                    .as(() -> "calls until one has " + status + ": " + host.err())
                    .isLessThan(MOST_CALLS);
            assertThat(System.nanoTime() - start)
                    .as(() -> "time until " + count + " have " + status + ": " + host.err())
                    .isLessThan(PROMPTLY.toNanos());
            seen = outcome.equals(status) ? seen + 1 : 0;
        }
    }

    /**
     * From now on no token is there: what it has is over, and nothing newer comes. Its calls go on without one.
     *
     * @return how many refresh tokens had been spent before
     */
    int awaitCallsWithoutToken() {
        // The server may take it for over some calls before the program does, by as much as the answer was on its way.
        for (int calls = 0; calls == 0 || resource.requests().stream().anyMatch(SteadyProgram::hasToken); calls++) {
            assertThat(calls).as(host.err()).isLessThan(MOST_CALLS);
            resource.forgetRequests();
            awaitCalls(1, "401");
        }
        resource.forgetRequests();
        int spent = issuer.refreshCount();
        awaitCalls(10, "401");
        assertThat(resource.requests()).isNotEmpty().noneMatch(SteadyProgram::hasToken);
        assertThat(issuer.refreshCount()).as("refresh tokens spent meanwhile").isEqualTo(spent);
        return spent;
    }

    private static boolean hasToken(RecordedRequest request) {
        return request.header("Authorization") != null;
    }

    /** The same login goes on: it is refreshed, again and again, and no refresh token came twice. */
    void assertGoesOn() throws InterruptedException {
        awaitCalls(1, "200");
        int refreshes = issuer.refreshCount();
        for (int calls = 0; issuer.refreshCount() < refreshes + 2; calls++) {
            assertThat(calls).as(host.err()).isLessThan(MOST_CALLS);
            assertThat(host.nextLine().get(1)).matches("200|401");
        }
        awaitCalls(1, "200");
        assertThat(issuer.reuseCount()).as("refresh tokens that came twice").isZero();
        assertThat(issuer.invalidGrantCount()).isZero();
        assertThat(issuer.requestsTo("/authorize")).as("further logins").isEmpty();
    }

    /** What the agent has said to the program's standard error. */
    String said() {
        return host.err();
    }

    /** The token that was issued last. */
    GrantedToken newest() {
        return issuer.issued().stream()
                .max(Comparator.comparing(GrantedToken::issuedAt).thenComparing(GrantedToken::issued))
                .orElseThrow();
    }

    /** Runs the command line to its end, as this user. */
    HostJvm.Ended command(String... arguments) {
        return commandLine(arguments).run();
    }

    /** The command line, as this user has it. */
    HostProgram commandLine(String... arguments) {
        return HostProgram.commandLine(Jdk.JDK_17, arguments).home(home);
    }

    /** Ends the program; the login stays. */
    void end() {
        host.close();
    }

    @Override
    public void close() {
        host.close();
        resource.close();
        issuer.close();
    }

    /** The words of what a command said. */
    static String text(List<String> lines) {
        return String.join("\n", lines);
    }
}
