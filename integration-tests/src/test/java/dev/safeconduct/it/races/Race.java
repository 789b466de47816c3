package dev.safeconduct.it.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.servers.AuthorizationServer;
import dev.safeconduct.it.servers.UserHome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Programs with the packed agent that share one login, and one event for all of them: the access token is of no more use.
 * Each sends several requests at once then.
 */
final class Race implements AutoCloseable {
    /** A machine of two cores starts no more than these in the time that a test waits for one. */
    private static final int STARTED_AT_ONCE = 8;
    /** Requests of each program at a time. */
    private static final int THREADS = 2;
    /** What each of them is to see. */
    private static final String ALL_WELL = String.join(",", Collections.nCopies(THREADS, "200"));

    private final AuthorizationServer server;
    private final UserHome home = new UserHome();
    private final List<HostJvm> programs = new CopyOnWriteArrayList<>();
    private final Refreshes refreshes = new Refreshes();
    private int started;

    private Race(AuthorizationServer server, SharedStore store) {
        this.server = server;
        store.configure(home);
        server.gateway().watch(refreshes);
    }

    /** Logs in, and starts so many programs: each has sent requests with the token. */
    static Race start(AuthorizationServer server, SharedStore store, int programs) throws Exception {
        Race race = new Race(server, store);
        try {
            race.logIn();
            while (race.programs.size() < programs) {
                List<HostJvm> more = race.startPrograms(Math.min(STARTED_AT_ONCE, programs - race.programs.size()));
                assertThat(race.call(more)).as(race::said).isEqualTo(more.size());
            }
            return race;
        } catch (Exception | Error e) {
            race.close();
            throw e;
        }
    }

    void logIn() throws Exception {
        HostJvm.Ended login = home.logInAnew(server.mail());
        assertThat(login.exitCode())
                .as(() -> String.join("\n", login.err()) + "\n-- server:\n" + server.logTail())
                .isZero();
    }

    /** Further ones, which have done nothing yet. */
    List<HostJvm> startPrograms(int count) {
        List<HostJvm> more = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Jdk jdk = started++ % 2 == 0 ? Jdk.JDK_17 : Jdk.JDK_25;
            more.add(home.inHome(HostProgram.of(jdk, "JavaNetHttpHost"))
                    .option("-Xmx32m", "-XX:+UseSerialGC")
                    .agent(HostProgram.agentJar(), "=" + server.mail())
                    .start());
        }
        programs.addAll(more);
        return more;
    }

    /** Ends one as {@code kill -9} does. */
    void kill(HostJvm program) {
        program.kill();
        programs.remove(program);
    }

    /** Those that run. */
    List<HostJvm> programs() {
        return List.copyOf(programs);
    }

    Refreshes refreshes() {
        return refreshes;
    }

    /** The resource takes the token no longer, which is looked at. */
    void expire() throws Exception {
        String token = refreshes.newest();
        server.invalidate(token);
        assertThat(probe(token)).as("status of the old token").isEqualTo(401);
    }

    private int probe(String accessToken) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.mail()))
                .header("Authorization", "Bearer " + accessToken)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    /** All programs at the same time; how many of them saw nothing but 200. */
    int call() {
        return call(programs());
    }

    private int call(Collection<HostJvm> some) {
        tell(some);
        return awaitAnswers(some);
    }

    /** Has them send, and does not wait. */
    void tell(Collection<HostJvm> some) {
        some.forEach(program -> program.tell("burst", Integer.toString(THREADS), server.mail()));
    }

    /** How many of those who were told have seen nothing but 200. */
    int awaitAnswers(Collection<HostJvm> some) {
        return Math.toIntExact(some.stream()
                .filter(program -> program.nextLine().get(1).equals(ALL_WELL))
                .count());
    }

    /** How many programs have asked for a login. */
    int askedForLogin() {
        return Math.toIntExact(programs().stream()
                .filter(program -> program.err().contains("login " + server.mail()))
                .count());
    }

    /** For the messages of assertions. */
    String said() {
        String errors = programs().stream()
                .map(HostJvm::err)
                .filter(err -> !err.isBlank())
                .distinct()
                .limit(5)
                .reduce("", (one, other) -> one + "\n--\n" + other);
        return errors + "\n-- server:\n" + server.logTail();
    }

    @Override
    public void close() {
        programs().forEach(HostJvm::close);
    }
}
