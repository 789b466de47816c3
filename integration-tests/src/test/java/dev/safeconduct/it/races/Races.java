package dev.safeconduct.it.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.servers.AuthorizationServer;
import dev.safeconduct.it.servers.RotatingServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The rounds of {@code integration-tests/races/run}, which says what they are. Its name is that of no test. */
class Races {
    private static final Duration NEVER = Duration.ofHours(10);
    private static final int EXPIRIES = 20;
    private static final String SELF_CHECK = "self-check";
    private static final Set<String> ROUNDS = Set.of("expiries", "kills", SELF_CHECK);

    private static final Set<String> WANTED = Arrays.stream(
                    System.getProperty("safeconduct.races", "").split(" "))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.toSet());

    private static final Map<RotatingServer, AuthorizationServer> SERVERS = new EnumMap<>(RotatingServer.class);

    private final List<Tally> tallies = new ArrayList<>();

    private enum Store {
        FILES(50, 16) {
            @Override
            SharedStore start() {
                return new FilesOfHome();
            }
        },
        REDIS(8, 8) {
            @Override
            SharedStore start() throws Exception {
                return new RedisOfDebian();
            }
        },
        POSTGRESQL(8, 8) {
            @Override
            SharedStore start() throws Exception {
                return new PostgresOfDebian();
            }
        };

        private final int programs;
        private final int programsWithKills;

        Store(int programs, int programsWithKills) {
            this.programs = programs;
            this.programsWithKills = programsWithKills;
        }

        abstract SharedStore start() throws Exception;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @AfterAll
    static void closeServers() {
        SERVERS.values().forEach(AuthorizationServer::close);
    }

    @Test
    void all_rounds() throws Exception {
        long seed = Long.getLong("safeconduct.races.seed", System.nanoTime() % 1_000_000);
        System.out.println("seed " + seed + " (races/run seed=" + seed + " chooses the same kills and stops again)");
        Random random = new Random(seed);
        for (RotatingServer server : wanted(RotatingServer.values())) {
            for (Store store : wanted(Store.values())) {
                if (isWanted("expiries", ROUNDS)) {
                    expiries(server, store);
                }
                if (isWanted("kills", ROUNDS)) {
                    kills(server, store, new Random(random.nextLong()));
                }
            }
        }
        boolean isRed = !isWanted(SELF_CHECK, ROUNDS) || selfCheck();
        System.out.println();
        System.out.println(Tally.HEADER);
        tallies.forEach(System.out::println);
        assertThat(tallies).allMatch(tally -> tally.problems().isEmpty());
        assertThat(isRed).as("a race is lost with a store without leases").isTrue();
    }

    private static <T> List<T> wanted(T[] all) {
        Set<String> words = Stream.of(all).map(Object::toString).collect(Collectors.toSet());
        return Stream.of(all).filter(one -> isWanted(one.toString(), words)).toList();
    }

    /** If none of its kind is named, all of them are wanted. */
    private static boolean isWanted(String word, Collection<String> kind) {
        return WANTED.contains(word) || WANTED.stream().noneMatch(kind::contains);
    }

    private static AuthorizationServer started(RotatingServer server) {
        return SERVERS.computeIfAbsent(server, one -> one.start(NEVER));
    }

    private interface Course {
        void run(Race race, SharedStore store, Tally tally) throws Exception;
    }

    private void expiries(RotatingServer server, Store store) throws Exception {
        Tally tally = new Tally(store.toString(), server, "expiries", store.programs);
        tallies.add(tally);
        race(store.start(), server, store.programs, tally, (race, unused, counts) -> expire(race, counts));
    }

    private void kills(RotatingServer server, Store store, Random random) throws Exception {
        Tally tally = new Tally(store.toString(), server, "kills", store.programsWithKills);
        tallies.add(tally);
        race(store.start(), server, store.programsWithKills, tally, (race, kept, counts) -> new Kills(
                        race, kept, random, counts)
                .run());
    }

    /** Whether a round with a store without leases fails, as it must. */
    private boolean selfCheck() throws Exception {
        Tally tally = new Tally("no leases", RotatingServer.OIDC_PROVIDER, SELF_CHECK, Store.REDIS.programs);
        race(
                new FilesWithoutLeases(),
                RotatingServer.OIDC_PROVIDER,
                Store.REDIS.programs,
                tally,
                (race, unused, counts) -> expire(race, counts));
        boolean isRed = !tally.problems().isEmpty();
        System.out.println("self-check: with a store without leases the race is "
                + (isRed ? "lost, as it must be" : "NOT lost: this script proves nothing"));
        return isRed;
    }

    private static void race(SharedStore shared, RotatingServer server, int programs, Tally tally, Course course)
            throws Exception {
        try (SharedStore store = shared;
                Race race = Race.start(started(server), store, programs)) {
            tally.say(programs + " programs are there");
            try {
                course.run(race, store, tally);
            } catch (Exception | AssertionError e) {
                tally.problem(e.toString());
            }
            tally.count(race.refreshes().all());
        }
    }

    /** Up to the first that goes wrong. */
    private static void expire(Race race, Tally tally) throws Exception {
        for (int expiry = 1; expiry <= EXPIRIES && tally.problems().isEmpty(); expiry++) {
            race.expire();
            tally.expiries(1);
            int well = race.call();
            List<Refreshes.Refresh> all = race.refreshes().all();
            if (well != race.programs().size() || all.size() != expiry || Refreshes.refused(all) > 0) {
                tally.problem(well + " programs of " + race.programs().size() + " have a token after expiry " + expiry
                        + ", " + all.size() + " refreshes, " + Refreshes.refused(all) + " refused" + race.said());
            }
        }
        if (race.askedForLogin() > 0) {
            tally.lostLogin();
            tally.problem(race.askedForLogin() + " programs asked for a login");
        }
    }
}
