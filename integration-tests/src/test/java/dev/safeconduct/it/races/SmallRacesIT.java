package dev.safeconduct.it.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.servers.AuthorizationServer;
import dev.safeconduct.it.servers.RotatingServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Programs that share a login at an authorization server that ends it when a refresh token comes twice.
 * {@code integration-tests/races/run} has more of them, and kills some.
 */
@Tag("full")
class SmallRacesIT {
    private static final int PROGRAMS = 4;
    private static final int EXPIRIES = 3;

    @Test
    void t47_one_refresh_per_expiry_for_all_programs_that_share_files() throws Exception {
        refreshesOnce(new FilesOfHome());
    }

    @Test
    void t47_one_refresh_per_expiry_for_all_programs_that_share_a_redis_server() throws Exception {
        refreshesOnce(new RedisOfDebian());
    }

    @Test
    void t47_one_refresh_per_expiry_for_all_programs_that_share_a_database() throws Exception {
        refreshesOnce(new PostgresOfDebian());
    }

    private static void refreshesOnce(SharedStore shared) throws Exception {
        try (SharedStore store = shared;
                AuthorizationServer server = RotatingServer.OIDC_PROVIDER.start(Duration.ofHours(1));
                Race race = Race.start(server, store, PROGRAMS)) {
            for (int expiry = 1; expiry <= EXPIRIES; expiry++) {
                race.expire();
                assertThat(race.call()).as(race::said).isEqualTo(PROGRAMS);
                assertThat(race.refreshes().all()).as("refreshes").hasSize(expiry);
            }
            assertThat(Refreshes.refused(race.refreshes().all())).isZero();
            assertThat(race.askedForLogin()).isZero();
        }
    }
}
