package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.testkit.GrantedToken;
import dev.safeconduct.testkit.client.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A refresh while the disk fails, or while the process is killed. What is looked at is what remains: the login, the
 * token, and no file but the record. {@code integration-tests/crash/run} goes through more of it.
 */
@Tag("full")
class DiskFaultsIT {

    private static final String FSYNC = "fsync,fdatasync";
    private static final String RENAME = "rename,renameat,renameat2";

    /** The calls that change what is on the disk, and are few. */
    private static final List<String> CHANGES = List.of("fsync", "rename", "ftruncate", "unlink");

    /** With those that write, of which most are for the screen and the network. */
    private static final List<String> ALL =
            List.of("fsync", "rename", "ftruncate", "unlink", "fdatasync", "renameat", "unlinkat", "write", "pwrite64");

    private final FaultyDisk disk = new FaultyDisk();

    @AfterEach
    void close() {
        disk.close();
    }

    private GrantedToken newest() {
        return disk.issuer.issued().stream()
                .max(Comparator.comparing(GrantedToken::issuedAt).thenComparing(GrantedToken::issued))
                .orElseThrow();
    }

    private void loggedIn() {
        HostJvm.Ended after = disk.token();
        assertThat(after.exitCode()).as("the login afterwards: " + after.err()).isZero();
        assertThat(disk.issuer.isActive(after.out().get(0))).isTrue();
        assertThat(disk.issuer.reuseCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        FSYNC_FAILS + ",error=EIO",
        RENAME_FAILS + ",error=EIO",
        FSYNC_FAILS + ",error=ENOSPC",
        RENAME_FAILS + ",error=EROFS",
        FSYNC_FAILS + ",error=EIO:when=1",
        RENAME_FAILS + ",error=EIO:when=1"
    })
    void t72_a_refresh_token_is_not_spent_where_its_successor_cannot_be_kept(String calls, String fault)
            throws Exception {
        disk.logIn();
        String before = disk.record();
        HostJvm.Ended failing = disk.token(FaultyDisk.failing(calls.replace('+', ','), fault));
        assertThat(disk.issuer.refreshCount()).as("refresh tokens spent").isZero();
        assertThat(failing.exitCode()).as("exit code: " + failing.err()).isEqualTo(5);
        assertThat(String.join("\n", failing.err()))
                .contains("keep room", disk.directory().toString());
        assertThat(disk.record()).isEqualTo(before);
        assertThat(disk.temporaries()).isEmpty();
        loggedIn();
    }

    private static final String FSYNC_FAILS = "fsync+fdatasync";
    private static final String RENAME_FAILS = "rename+renameat+renameat2";

    /** The shell's unit is 512 or 1024 bytes. */
    @Test
    void t72_nor_where_the_disk_is_full_half_way() throws Exception {
        disk.logIn();
        HostJvm.Ended failing = disk.tokenLimited("ulimit -f 40");
        assertThat(disk.issuer.refreshCount()).isZero();
        assertThat(failing.exitCode()).as("exit code: " + failing.err()).isEqualTo(5);
        assertThat(disk.temporaries()).isEmpty();
        loggedIn();
    }

    /** With this number of files or that, something cannot be opened: whatever it is, no login is lost. */
    @Test
    void t72_nor_where_no_file_can_be_opened() throws Exception {
        disk.logIn();
        disk.issuer.tokenLifetime(Duration.ofSeconds(1));
        int worked = 0;
        for (int files = 16; files <= 60 && worked < 2; files += 2) {
            awaitExpiry();
            worked += disk.tokenLimited("ulimit -n " + files).exitCode() == 0 ? 1 : 0;
            assertThat(disk.issuer.reuseCount()).isZero();
        }
        assertThat(worked).isEqualTo(2);
        loggedIn();
    }

    /** The disk fails only after the room was kept: what was issued is used, and what was there stays. */
    @Test
    void t60_a_token_that_cannot_be_stored_is_used_and_the_old_record_stays() throws Exception {
        disk.logIn();
        String before = disk.record();
        HostJvm.Ended failing = disk.token(FaultyDisk.failing(FSYNC, "error=EIO:when=2+"));
        assertThat(disk.record()).isEqualTo(before);
        assertThat(disk.temporaries()).isEmpty();
        assertThat(failing.exitCode()).as("exit code: " + failing.err()).isZero();
        assertThat(failing.out()).containsExactly(newest().accessToken());
        assertThat(String.join("\n", failing.err())).contains("could not be stored");
    }

    /** One fault that passes costs nothing. */
    @Test
    void t60_what_fails_once_is_tried_again() throws Exception {
        disk.logIn();
        for (String calls : List.of(FSYNC, RENAME)) {
            disk.issuer.tokenLifetime(Duration.ofSeconds(1));
            awaitExpiry();
            HostJvm.Ended ended = disk.token(FaultyDisk.failing(calls, "error=EIO:when=2"));
            assertThat(ended.exitCode()).as("exit code: " + ended.err()).isZero();
            assertThat(disk.record()).contains(newest().refreshToken());
            assertThat(disk.temporaries()).isEmpty();
        }
        loggedIn();
    }

    @Test
    void t57_a_record_is_on_the_disk_before_it_is_seen_and_so_is_its_name() throws Exception {
        disk.logIn();
        var log = disk.home.resolve("strace.log");
        HostJvm.Ended ended =
                disk.token("-y", "-o", log.toString(), "-e", "trace=" + FSYNC + "," + RENAME + ",write,pwrite64");
        assertThat(ended.exitCode()).as("exit code: " + ended.err()).isZero();
        List<String> steps = new ArrayList<>();
        for (String call : java.nio.file.Files.readAllLines(log)) {
            boolean ofTheRecord = call.contains("/.tmp-") && !call.contains("~room~");
            if (call.contains("rename") && call.contains("~room~")) {
                steps.add("room");
            } else if (call.contains("rename") && ofTheRecord) {
                steps.add("rename");
            } else if (call.contains("write(") && ofTheRecord) {
                steps.add("write");
            } else if (call.contains("sync(") && ofTheRecord) {
                steps.add("sync");
            } else if (call.contains("sync(") && call.contains("<" + disk.directory() + ">")) {
                steps.add("sync of the directory");
            }
        }
        assertThat(steps).endsWith("write", "sync", "rename", "sync of the directory");
    }

    /**
     * Killed at every call that changes something, from the first to the last. The login is lost only if no file has the
     * new refresh token; nothing is left beside the record.
     */
    @Test
    void t49_a_refresh_that_is_killed_anywhere_costs_no_login_that_is_on_the_disk() throws Exception {
        Kills kills = new Kills();
        logInForASecond();
        for (String call : Boolean.getBoolean("safeconduct.crash.sweep") ? ALL : CHANGES) {
            // Calls are counted by thread, and one kind of them by itself.
            for (int at = 1; killedAt(call, at, kills); at++) {
                assertThat(at).as("calls of " + call).isLessThan(200);
            }
        }
        System.out.println(kills);
        assertThat(kills.all).isGreaterThan(6);
        assertThat(kills.kept).as("killed with the successor on the disk").isGreaterThan(2);
    }

    private static final class Kills {
        private int all;
        private int kept;
        private int lost;

        @Override
        public String toString() {
            return all + " kills: after " + kept + " the successor was on the disk and was used, after " + lost
                    + " it had been in memory only";
        }
    }

    /** False if there is no such call any more, so that the command came to its end. */
    private boolean killedAt(String call, int at, Kills kills) throws Exception {
        awaitExpiry();
        int spentBefore = disk.issuer.refreshCount();
        String old = disk.record();
        String when = call + " " + at;
        HostJvm.Ended command = disk.token(FaultyDisk.failing(call, "signal=KILL:when=" + at));
        boolean killed = command.exitCode() != 0;
        kills.all += killed ? 1 : 0;
        boolean isSpent = disk.issuer.refreshCount() > spentBefore;
        boolean isOnDisk = disk.holds(newest().refreshToken());
        assertThat(disk.record())
                .as(when)
                .satisfiesAnyOf(record -> assertThat(record).isEqualTo(old), record -> assertThat(record)
                        .contains(newest().refreshToken()));
        HostJvm.Ended next = disk.token();
        if (isSpent && !isOnDisk) {
            kills.lost++;
            assertThat(next.exitCode()).as(when).isEqualTo(2);
            assertThat(disk.temporaries()).as(when).isEmpty();
            logInForASecond();
        } else {
            kills.kept += killed && isSpent ? 1 : 0;
            assertThat(next.exitCode()).as(when + ": " + next.err()).isZero();
            assertThat(disk.temporaries()).as(when).isEmpty();
        }
        return killed;
    }

    private void logInForASecond() throws Exception {
        disk.logIn();
        disk.issuer.tokenLifetime(Duration.ofSeconds(1));
    }

    private void awaitExpiry() throws InterruptedException {
        Conditions.await("the token has expired", () -> disk.issuer.issued().stream()
                .noneMatch(token -> disk.issuer.isActive(token.accessToken())));
    }
}
