package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.safeconduct.client.DayModel.Login;
import dev.safeconduct.client.DayModel.State;
import dev.safeconduct.client.internal.NoSettings;
import dev.safeconduct.client.internal.concurrent.Workers;
import dev.safeconduct.client.muster.SessionServerStatus;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.GrantedToken;
import dev.safeconduct.testkit.MapProviderConfig;
import dev.safeconduct.testkit.Reply;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A day of a web application in three processes with a thousand users: logins, requests, logouts, revocations, restarts,
 * outages, clocks that are wrong and jump. What the client does and what {@link DayModel} says are the same at each step.
 * The clock stands still while something is done, and what the client does in the background is done at once.
 */
class DayInAMinuteTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.safeconduct");
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final URI CALLBACK = URI.create("http://127.0.0.1:1/app/callback");
    private static final int PROCESSES = 3;

    /** This one's clock is ten minutes behind: it takes a token for good that has ended. */
    private static final int BEHIND = 2;

    @TempDir
    private Path directory;

    private final SteppedClock clock = new SteppedClock(MIDNIGHT);
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger tokensIssued = new AtomicInteger();
    private final Program[] processes = new Program[PROCESSES];
    private FakeAuthorizationServer as;
    private FakeProtectedResource api;
    private SplittableRandom random;
    private DayModel model;
    private int sessions;
    private @Nullable TokenStore shared;

    /** One process of the application. */
    private final class Program {
        final DayModel.Program modeled;
        final Safeconduct client;
        /** Kept, as an application does while its users are there. */
        final Map<Integer, Session> sessions = new HashMap<>();

        Program(Duration skew) throws Exception {
            long chance = random.nextLong();
            modeled = new DayModel.Program(skew, (chance >>> 11) * 0x1.0p-53);
            InstantSource own = () -> clock.instant().plus(modeled.skew);
            Safeconduct.Builder builder = Safeconduct.builder()
                    .server(api.resource())
                    .set("safeconduct.store", shared == null ? "file" : "memory")
                    .configuration(NoSettings.in(directory))
                    .clock(own.withZone(ZoneOffset.UTC))
                    .random(() -> chance);
            client = (shared == null
                            ? builder.set(
                                    "safeconduct.store.file.dir",
                                    directory.resolve("tokens").toString())
                            : builder.store(shared))
                    .build();
            ((Workers) client.core.workers()).close(); // from now on a task is done by the thread that brings it
        }

        Session session(int number) {
            return sessions.computeIfAbsent(number, same -> client.session("user:" + same));
        }
    }

    @BeforeEach
    void start() throws Exception {
        LOG.setLevel(Level.OFF); // of thousands of users
        as = FakeAuthorizationServer.builder().clock(clock).start();
        as.tokenLifetime(DayModel.LIFETIME);
        as.tokenResponse(members -> tokensIssued.incrementAndGet());
        api = FakeProtectedResource.start(as);
    }

    @AfterEach
    void close() {
        LOG.setLevel(null);
        for (Program process : processes) {
            if (process != null) {
                process.client.close();
            }
        }
        if (shared != null) {
            shared.close();
        }
        api.close();
        as.close();
    }

    @Test
    @Tag("full") // most of a minute on two cores
    void a_thousand_sessions_in_memory_live_through_a_day_as_the_model_says() throws Exception {
        shared = new MemoryTokenStoreProvider().create(new MapProviderConfig(Map.of(), null, clock));
        liveThroughADay(1_000, 3_000);
    }

    @Test
    @Tag("full")
    void a_thousand_sessions_on_files_live_through_a_day_as_the_model_says() throws Exception {
        liveThroughADay(1_000, 3_000);
    }

    private void liveThroughADay(int users, int steps) throws Exception {
        long seed = Long.getLong("day.seed", System.nanoTime());
        random = new SplittableRandom(seed);
        sessions = users;
        model = new DayModel(users);
        for (int i = 0; i < PROCESSES; i++) {
            processes[i] = new Program(skew(i));
        }
        int step = 0;
        try {
            for (; step < steps; step++) {
                step(step, steps);
            }
            assertThat(clock.instant()).isAfterOrEqualTo(MIDNIGHT.plus(DAY));
            for (int session = 0; session < users; session++) {
                request(session, 0); // each once more
            }
            assertThat(as.reuseCount()).isZero();
            assertThat(model.refreshes).as("enough to say something").isGreaterThan(steps / 20);
            assertThat(model.refreshesAhead).isGreaterThan(steps / 100);
            assertThat(model.refusals).isPositive();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("-Dday.seed=" + seed + " fails at step " + step + ", at " + clock.instant(), e);
        }
    }

    private Duration skew(int process) {
        Duration small = Duration.ofSeconds(random.nextInt(-10, 11));
        return process == BEHIND ? small.minusMinutes(10) : small;
    }

    private void step(int step, int steps) throws Exception {
        // In whole seconds, as the times of a token are stored. More than one, for which a process believes what it
        // read.
        clock.forward(Duration.ofSeconds(2 + random.nextLong(2 * (DAY.toSeconds() / steps - 2) + 1)));
        if (step % 1_000 == 400) {
            outage(true);
        } else if (step % 1_000 == 430) {
            outage(false);
        } else if (step % 2_000 == 1_500) {
            clock.forward(Duration.ofMinutes(random.nextInt(60, 400))); // all processes were suspended
        }
        int number = random.nextInt(PROCESSES);
        int session = random.nextInt(sessions);
        int what = random.nextInt(100);
        if (what < 12 && !model.outage) {
            login(session, number);
        } else if (what < 15) {
            logout(session, number);
        } else if (what < 21) {
            revoke(session);
        } else if (what < 22) {
            processes[number].modeled.skew = skew(number); // it was set by the network's time
        } else if (what < 23) {
            restart(number);
        } else {
            int expiring = what < 55 ? shortlyBeforeExpiry(number) : -1;
            request(expiring < 0 ? session : expiring, number);
        }
        assertThat(tokensIssued).hasValue(model.grants + model.refreshes);
        assertThat(as.invalidGrantCount()).isEqualTo(model.refusals);
        as.forgetRequests();
    }

    /** The authorization server gives no tokens for some minutes, and is left alone until no process waits any longer. */
    private void outage(boolean begins) {
        model.outage = begins;
        for (String path : List.of("/token", "/revoke")) {
            as.on(path, begins ? request -> Reply.status(503) : null);
        }
        clock.forward(Duration.ofMinutes(begins ? 0 : 2));
    }

    private void restart(int number) throws Exception {
        processes[number].client.close();
        processes[number] = new Program(processes[number].modeled.skew);
    }

    /** Waits until the next token is about to expire, if that is soon. */
    private int shortlyBeforeExpiry(int number) {
        DayModel.Program process = processes[number].modeled;
        Instant now = clock.instant();
        int next = model.nextToExpire(process, now);
        if (next < 0) {
            return -1;
        }
        Instant wanted =
                model.logins[next].noted.minus(process.skew).minusSeconds(330).plusSeconds(random.nextInt(330));
        Duration wait = Duration.between(now, wanted);
        if (wait.compareTo(Duration.ofMinutes(1)) > 0) {
            return -1;
        }
        clock.forward(wait.isNegative() ? Duration.ZERO : wait);
        return next;
    }

    private void login(int session, int number) throws Exception {
        // What began by one clock must not have ended by another that is ten minutes ahead.
        int other = number == BEHIND ? BEHIND : random.nextInt(BEHIND);
        PendingAuthorization begun =
                processes[number].session(session).beginAuthorization(URI.create(api.resource()), CALLBACK);
        URI redirected =
                URI.create(http.send(HttpRequest.newBuilder(begun.uri()).build(), BodyHandlers.discarding())
                        .headers()
                        .firstValue("Location")
                        .orElseThrow());
        processes[other].session(session).completeAuthorization(redirected, begun.browserBinding());
        model.login(session, processes[other].modeled, clock.instant());
    }

    private void logout(int session, int number) throws Exception {
        Session user = processes[number].session(session);
        boolean wasThere = model.logins[session].state != State.NO_LOGIN;
        if (wasThere && model.outage) {
            assertThatThrownBy(() -> user.logout(URI.create(api.resource())))
                    .isInstanceOf(OAuthException.class)
                    .hasMessageContaining("is gone from here");
        } else {
            user.logout(URI.create(api.resource()));
        }
        model.logout(session);
        request(session, number);
    }

    /** The authorization server ends a login, which no process is told. */
    private void revoke(int session) throws Exception {
        GrantedToken token = request(session, 0);
        if (token != null && !model.outage) {
            String form = "token=" + encoded(token.refreshToken()) + "&client_id=" + encoded(token.clientId());
            HttpRequest revocation = HttpRequest.newBuilder(URI.create(as.issuer() + "/revoke"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build();
            assertThat(http.send(revocation, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            model.revoke(session);
        }
    }

    private static String encoded(@Nullable String text) {
        return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
    }

    private @Nullable GrantedToken request(int session, int number) throws Exception {
        model.request(session, processes[number].modeled, clock.instant());
        Session user = processes[number].session(session);
        GrantedToken token = token(user);
        String what = "session " + session + " at process " + number + " with " + processes[number].modeled + ", "
                + model.logins[session];
        Integer expected = model.expectedToken(session, processes[number].modeled, clock.instant());
        assertThat(token == null ? null : (Integer) token.issued()).as(what).isEqualTo(expected);

        Login login = model.logins[session];
        boolean told = !model.outage || login.isFreshFor(processes[number].modeled, clock.instant());
        if (told) {
            assertThat(user.status().servers().get(0).status()).as(what).isEqualTo(standing(login.state));
        }
        return token;
    }

    private static SessionServerStatus standing(State state) {
        return switch (state) {
            case NO_LOGIN -> SessionServerStatus.AUTH_REQUIRED;
            case LOGGED_IN -> SessionServerStatus.CONNECTED;
            case ENDED -> SessionServerStatus.REAUTH_REQUIRED;
        };
    }

    /** The token that the server accepts in the end; null if there is none. */
    private @Nullable GrantedToken token(Session user) throws Exception {
        URI uri = URI.create(api.resource());
        try {
            // What the first finds out in the background, the next ones have.
            Authorization authorization = Authorization.none();
            for (int i = 0; i < 3; i++) {
                authorization = user.authorization("GET", uri);
            }
            GrantedToken token = accepted(authorization);
            if (token == null && !authorization.isNone()) {
                token = accepted(user.reauthorize(uri, authorization, List.of("Bearer error=\"invalid_token\"")));
            }
            return token;
        } catch (OAuthException e) {
            return null; // a user has to log in, or the authorization server is out
        }
    }

    private @Nullable GrantedToken accepted(Authorization authorization) {
        String field = LibraryTest.field(authorization);
        return as.lookup(field.substring(field.lastIndexOf(' ') + 1)).orElse(null);
    }
}
