package dev.safeconduct.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a day must lead to, told without the client's code: the state of each session, and how often the authorization
 * server issues, refreshes and refuses. All times are the authorization server's; a process has its own clock.
 */
final class DayModel {

    static final Duration LIFETIME = Duration.ofHours(6);

    /** A token counts as expired so long before its end. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final Duration WINDOW = Duration.ofMinutes(5);

    enum State {
        NO_LOGIN,
        LOGGED_IN,
        ENDED
    }

    /** A program with a clock that is wrong, and its own moment to refresh ahead. */
    static final class Program {
        Duration skew;
        final double chance;

        Program(Duration skew, double chance) {
            this.skew = skew;
            this.chance = chance;
        }

        @Override
        public String toString() {
            return skew + " and " + window();
        }

        Duration window() {
            return Duration.ofMillis(Math.round(WINDOW.toMillis() * (1 - chance / 5)));
        }
    }

    /** A user. */
    static final class Login {
        State state = State.NO_LOGIN;
        boolean revoked;
        /** How many tokens the grant has brought. */
        int issued;
        /** The end of the newest, as it was noted by the process that got it, and as it is. */
        Instant noted = Instant.EPOCH;

        Instant end = Instant.EPOCH;

        boolean isFreshFor(Program process, Instant now) {
            return now.plus(process.skew).isBefore(noted.minus(MARGIN));
        }

        boolean isDueFor(Program process, Instant now) {
            return !now.plus(process.skew).isBefore(noted.minus(process.window()));
        }

        @Override
        public String toString() {
            return state + (revoked ? ", revoked" : "") + ", token " + issued + " until " + end + ", noted as " + noted;
        }

        private void issue(Program process, Instant now) {
            issued++;
            noted = now.plus(process.skew).plus(LIFETIME);
            end = now.plus(LIFETIME);
        }
    }

    final Login[] logins;
    boolean outage;
    int grants;
    int refreshes;
    int refreshesAhead;
    int refusals;

    DayModel(int sessions) {
        logins = new Login[sessions];
        Arrays.setAll(logins, i -> new Login());
    }

    void login(int session, Program process, Instant now) {
        Login login = logins[session];
        login.state = State.LOGGED_IN;
        login.revoked = false;
        login.issued = 0;
        login.issue(process, now);
        grants++;
    }

    void logout(int session) {
        logins[session].state = State.NO_LOGIN;
    }

    void revoke(int session) {
        logins[session].revoked = true;
    }

    /** A request, which is sent again after a 401 if there is another token. */
    void request(int session, Program process, Instant now) {
        Login login = logins[session];
        boolean accepted = now.isBefore(login.end) && !login.revoked;
        boolean refreshed = !login.isFreshFor(process, now) || login.isDueFor(process, now) || !accepted;
        if (login.state != State.LOGGED_IN || outage || !refreshed) {
            return;
        }
        if (login.revoked) {
            login.state = State.ENDED;
            refusals++;
        } else {
            refreshesAhead += login.isFreshFor(process, now) && accepted ? 1 : 0;
            login.issue(process, now);
            refreshes++;
        }
    }

    /** Which token of its grant is sent and accepted, the first being 1; null if none is. */
    @Nullable Integer expectedToken(int session, Program process, Instant now) {
        Login login = logins[session];
        boolean sent = login.state == State.LOGGED_IN && now.plus(process.skew).isBefore(login.noted);
        return sent && !login.revoked && now.isBefore(login.end) ? login.issued : null;
    }

    /** The logged-in session whose token ends next by that process's clock; -1 if there are none. */
    int nextToExpire(Program process, Instant now) {
        int next = -1;
        for (int i = 0; i < logins.length; i++) {
            if (logins[i].state == State.LOGGED_IN
                    && logins[i].isFreshFor(process, now)
                    && (next < 0 || logins[i].noted.isBefore(logins[next].noted))) {
                next = i;
            }
        }
        return next;
    }
}
