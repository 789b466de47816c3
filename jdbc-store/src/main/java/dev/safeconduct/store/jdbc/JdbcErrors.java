package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a database, and what to do. The driver's exception does not become the cause: its text may have
 * values of the row or the whole URL.
 */
final class JdbcErrors {

    private static final int LONGEST = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final String database;
    private final String prefix;
    private final Duration timeout;

    JdbcErrors(String database, String prefix, Duration timeout) {
        this.database = database;
        this.prefix = prefix;
        this.timeout = timeout;
    }

    TokenStoreException of(Fault fault, SQLException e) {
        String message = "The " + database + " " + why(fault, e);
        return fault == Fault.TOO_MANY_CONNECTIONS
                ? new TooManyConnectionsException(message)
                : new TokenStoreException(message);
    }

    /** All connections of this store are in use. */
    TokenStoreException busy() {
        return new TooManyConnectionsException(
                "The " + database + " did not finish other calls of this program" + " within " + timeout.toMillis()
                        + " ms. Raise " + JdbcSettings.TIMEOUT + ", or look at the database.");
    }

    private String why(Fault fault, SQLException e) {
        String state = state(e);
        return switch (fault) {
            case TOO_MANY_CONNECTIONS ->
                "takes no further connection" + state + ". Raise its limit of connections, or lower those of other"
                        + " programs.";
            case NOT_READY -> "is starting or stopping" + state + ". Try again.";
            case CONNECTION -> "cannot be reached, or closed the connection" + state + ": " + deepest(e);
            case TIMEOUT ->
                "did not respond within " + timeout.toMillis() + " ms" + state + ". Look at the database, or raise "
                        + JdbcSettings.TIMEOUT + ".";
            case NO_TABLE ->
                "does not have the tables " + prefix + "entry and " + prefix + "lease of this version" + state + ". "
                        + creation() + " Or correct " + JdbcSettings.TABLE_PREFIX + ".";
            case LOGIN ->
                "refuses the user or the password" + state + ". Correct " + JdbcSettings.USER + " and "
                        + JdbcSettings.PASSWORD + ", or those of the program's DataSource.";
            case NO_DATABASE ->
                "does not exist, or not for this user" + state + ". Create it, grant its use, or correct its name in "
                        + JdbcSettings.URL + ".";
            case NO_RIGHT ->
                "does not let this user do it" + state + ". Grant it select, insert, update and delete on " + prefix
                        + "entry and " + prefix + "lease. Where these are missing: " + creation();
            case READ_ONLY ->
                "is read-only" + state + ". Name the primary server in " + JdbcSettings.URL + ", not a replica.";
            case FULL -> "has no room left" + state + ". Free some on its disk.";
            case UNSUPPORTED ->
                "is " + shown(e.getMessage()) + ", which is not supported. Use PostgreSQL, MariaDB, MySQL or H2.";
            case DUPLICATE_KEY, CONFLICT, OTHER -> "failed" + state + ": " + shown(e.getMessage());
        };
    }

    private String creation() {
        return "Create them with what java -jar safeconduct-jdbc-store.jar ddl <postgresql|mariadb|h2> " + prefix
                + " prints.";
    }

    private static String state(SQLException e) {
        SQLException telling = Fault.telling(e);
        String state = Fault.state(telling);
        int code = telling.getErrorCode();
        return state.isEmpty() ? "" : " (SQLState " + state + (code == 0 ? "" : ", error " + code) + ")";
    }

    private static String deepest(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return shown(cause.getMessage());
    }

    /** The driver's first line, without what could disturb a terminal; a URL in it may have more than it should show. */
    private static String shown(@Nullable String text) {
        String line = text == null ? "" : text.strip().lines().findFirst().orElse("");
        String clean = CONTROL.matcher(line).replaceAll(" ");
        if (clean.contains("jdbc:")) {
            clean = clean.substring(0, clean.indexOf("jdbc:")) + "…";
        }
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
