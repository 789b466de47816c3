package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.client.Conditions;
import dev.safeconduct.testkit.server.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A program whose login is on a Redis server, and the server fails: what its requests see, and what becomes of the login. */
@Tag("full")
class RedisOutageIT {

    @Test
    void t68_requests_go_out_without_a_token_while_redis_is_stopped_and_the_login_goes_on_afterwards()
            throws Exception {
        try (RedisServer server = RedisServer.start("appendonly yes", "appendfsync always");
                SteadyProgram program = new SteadyProgram(NetworkStores.redis(server))) {
            server.stop();
            int spent = program.awaitCallsWithoutToken();
            assertThat(program.said()).contains("127.0.0.1:" + server.port(), "cannot be reached");
            server.restart();
            program.assertGoesOn();
            assertThat(program.issuer.refreshCount()).isGreaterThan(spent);
        }
    }

    @Test
    void t68_a_paused_redis_costs_a_request_no_more_than_the_timeout_and_the_login_goes_on() throws Exception {
        try (RedisServer server = RedisServer.start();
                SteadyProgram program = new SteadyProgram(NetworkStores.redis(server, "timeout", "500ms"))) {
            server.signal("STOP");
            try {
                program.awaitCalls(10, "401");
            } finally {
                server.signal("CONT");
            }
            program.assertGoesOn();
        }
    }

    @Test
    void a_full_redis_spends_no_refresh_token() throws Exception {
        try (RedisServer server = RedisServer.start("maxmemory-policy noeviction");
                SteadyProgram program = new SteadyProgram(NetworkStores.redis(server))) {
            server.fill();
            program.awaitCallsWithoutToken();
            assertThat(program.said()).contains("is full");
            server.limitMemory(0);
            program.assertGoesOn();
        }
    }

    @Test
    void after_a_failover_the_login_goes_on_at_the_server_that_the_sentinels_name() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.start(
                        "sentinel monitor tokens 127.0.0.1 " + master.port() + " 1",
                        "sentinel down-after-milliseconds tokens 500",
                        "sentinel failover-timeout tokens 3000");
                SteadyProgram program = new SteadyProgram(
                        NetworkStores.redis(master, "url", sentinel.url(), "sentinel-master", "tokens"))) {
            Conditions.await("the sentinel knows the replica", () -> said(sentinel, "INFO", "sentinel")
                    .contains("slaves=1"));
            // What is lost with the master is no matter of the program: the last write has to be at the replica.
            program.issuer.tokenLifetime(Duration.ofHours(1));
            program.issuer.endAccessTokens();
            program.awaitCalls(5, "200");
            Conditions.await("the replica has the login", () -> holds(replica, program));
            master.stop();
            Conditions.await(
                    "failed over", () -> said(replica, "INFO", "replication").contains("role:master"));
            program.issuer.tokenLifetime(Duration.ofSeconds(2));
            program.issuer.endAccessTokens();
            program.assertGoesOn();
            assertThat(NetworkStores.holds(replica, program.newest().refreshToken()))
                    .isTrue();
        }
    }

    private static boolean holds(RedisServer server, SteadyProgram program) {
        try {
            return NetworkStores.holds(server, program.newest().refreshToken());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String said(RedisServer server, String... command) {
        try {
            return server.command(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
