package dev.safeconduct.store.jdbc;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an {@link SQLException} means, by its SQLState (ISO/IEC 9075-2) and, where a database says no more, its code. */
enum Fault {
    /** The row is there already. */
    DUPLICATE_KEY(false),
    /** The server takes no further connection now. */
    TOO_MANY_CONNECTIONS(true),
    /** The server is starting. */
    NOT_READY(true),
    /** Another transaction was in the way; nothing was done. */
    CONFLICT(true),
    CONNECTION(false),
    TIMEOUT(false),
    NO_TABLE(false),
    LOGIN(false),
    NO_DATABASE(false),
    NO_RIGHT(false),
    READ_ONLY(false),
    FULL(false),
    UNSUPPORTED(false),
    OTHER(false);

    private static final Set<Integer> MARIADB_TOO_MANY = Set.of(1040, 1203, 1226);

    private final boolean passing;

    Fault(boolean passing) {
        this.passing = passing;
    }

    /** Whether the same call may work a moment later. */
    boolean isPassing() {
        return passing;
    }

    static Fault of(SQLException e) {
        if (e instanceof UnsupportedDatabaseException) {
            return UNSUPPORTED;
        }
        SQLException telling = telling(e);
        Fault byCode = ofCode(telling.getErrorCode());
        if (byCode != null) {
            return byCode;
        }
        Fault byState = ofState(state(telling));
        boolean late = e instanceof SQLTimeoutException || hasCause(e, SocketTimeoutException.class);
        return late && (byState == CONNECTION || byState == OTHER) ? TIMEOUT : byState;
    }

    /** A pool's own exception may have no SQLState, but the driver's as its cause. */
    static SQLException telling(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found && !state(found).isEmpty()) {
                return found;
            }
        }
        return e;
    }

    static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static boolean hasCause(Throwable e, Class<?> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL has no codes. Those of MariaDB and MySQL are below 10000, those of H2 are above or as the SQLState. */
    private static @Nullable Fault ofCode(int code) {
        if (MARIADB_TOO_MANY.contains(code)) {
            return TOO_MANY_CONNECTIONS;
        }
        return switch (code) {
            case 1062 -> DUPLICATE_KEY;
            case 1205, 1213, 50200, 90131 -> CONFLICT;
            case 1053, 1927, 90007, 90067, 90098, 90121 -> CONNECTION;
            case 1969, 3024 -> TIMEOUT;
            case 1146 -> NO_TABLE;
            case 1044, 1049, 90146, 90149 -> NO_DATABASE;
            case 1142, 90096 -> NO_RIGHT;
            case 1290, 1792, 1836, 90097 -> READ_ONLY;
            case 1021, 1114 -> FULL;
            case 1045 -> LOGIN;
            default -> null;
        };
    }

    private static Fault ofState(String state) {
        return switch (state) {
            case "23505" -> DUPLICATE_KEY;
            case "53300" -> TOO_MANY_CONNECTIONS;
            case "57P03" -> NOT_READY;
            case "40001", "40P01", "55P03" -> CONFLICT;
            case "57P01", "57P02" -> CONNECTION;
            case "57014" -> TIMEOUT;
            case "42P01", "42S02", "42S03", "42S04", "42703", "42S22" -> NO_TABLE;
            case "28000", "28P01", "08004" -> LOGIN;
            case "3D000" -> NO_DATABASE;
            case "42501" -> NO_RIGHT;
            case "25006" -> READ_ONLY;
            case "53100" -> FULL;
            default -> state.startsWith("08") ? CONNECTION : OTHER;
        };
    }
}
