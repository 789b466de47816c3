package dev.safeconduct.it.races;

import java.util.Locale;

/** What happens to one program while all of them find that their token is of no more use. */
enum Blow {
    /** A program by chance, at a moment by chance. */
    KILL_AT_ANY_MOMENT,
    /** The one that refreshes; its request never comes to the server. */
    KILL_BEFORE_THE_SERVER_SEES_IT,
    /** The one that refreshes, when the server has answered. */
    KILL_BEFORE_THE_ANSWER_IS_DELIVERED,
    /** The one that refreshes, some milliseconds after the answer was delivered. */
    KILL_AFTER_THE_ANSWER_IS_DELIVERED,
    /** A program by chance, at a moment by chance; for longer than a lease lasts. */
    STOP_AT_ANY_MOMENT,
    /** The one that refreshes, until all others have given up or helped themselves; its request is lost. */
    STOP_BEFORE_THE_SERVER_SEES_IT,
    /** The one that refreshes, likewise; it finds the answer when it goes on. */
    STOP_BEFORE_THE_ANSWER_IS_DELIVERED;

    boolean isKill() {
        return name().startsWith("KILL");
    }

    boolean isAtAnyMoment() {
        return name().endsWith("AT_ANY_MOMENT");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
