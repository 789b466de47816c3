package dev.safeconduct.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The SQL of one database. All times are of its clock, so that programs whose clocks differ agree on what is over. */
final class Statements {

    private static final String HASHES = "session_hash, issuer_hash, user_hash, server_hash";

    // The first eight parameters of the first three: version, content, four hashes, milliseconds to live, name.
    final String insertEntry;
    final String updateEntry;
    final String updateExpiredEntry;
    final String selectEntry;
    final String deleteEntry;
    final String selectAllNames;

    // Of leases.
    final String selectLease;
    final String insertLease;
    final String updateLease;
    final String extendLease;
    final String deleteLease;
    final String reserve;

    // Of both.
    final String selectExpired;
    final String deleteExpired;
    final String selectEnded;
    final String deleteEnded;

    private final String selectNames;
    private final int seconds;
    private final int secondsByKey;

    /** @param isLimited whether connections have the timeout too */
    Statements(Dialect dialect, String prefix, Duration timeout, boolean isLimited) {
        String now = dialect.clock();
        String entry = prefix + "entry";
        String lease = prefix + "lease";
        String live = " and (expires_at is null or expires_at > " + now + ")";
        String update = "update " + entry + " set version = ?, content = ?, session_hash = ?, issuer_hash = ?,"
                + " user_hash = ?, server_hash = ?, expires_at = " + now + " + ? where name = ?";
        insertEntry = dialect.insert(entry + " (version, content, " + HASHES + ", expires_at, name)"
                + " values (?, ?, ?, ?, ?, ?, " + now + " + ?, ?)");
        updateEntry = update + " and version = ?" + live;
        updateExpiredEntry = update + " and expires_at <= " + now;
        selectEntry = "select version, content from " + entry + " where name = ?" + live;
        deleteEntry = "delete from " + entry + " where name = ? and version = ?" + live;
        selectAllNames = "select name from " + entry + " where expires_at is null or expires_at > " + now;
        selectNames = "select name from " + entry + " where %s_hash = ?" + live;
        selectExpired = "select name from " + entry + " where expires_at <= " + now;
        deleteExpired = "delete from " + entry + " where name = ? and expires_at <= " + now;

        selectLease = "select owner, ends_at > " + now + " from " + lease + " where name = ?";
        insertLease = dialect.insert(lease + " (owner, ends_at, name) values (?, " + now + " + ?, ?)");
        updateLease = "update " + lease + " set owner = ?, ends_at = " + now + " + ?, room = null where name = ?"
                + " and (owner = ? or ends_at <= " + now + ")";
        extendLease = "update " + lease + " set ends_at = " + now + " + ? where name = ? and owner = ?";
        deleteLease = "delete from " + lease + " where name = ? and owner = ?";
        reserve = "update " + lease + " set room = ? where name = ? and owner = ? and ends_at > " + now;
        selectEnded = "select name from " + lease + " where ends_at <= " + now;
        deleteEnded = "delete from " + lease + " where name = ? and ends_at <= " + now;
        seconds = Math.toIntExact(Math.max(1, TimeUnit.MILLISECONDS.toSeconds(timeout.toMillis() + 999)));
        secondsByKey = isLimited && dialect == Dialect.POSTGRESQL ? 0 : seconds;
    }

    /** @param column of an index, without {@code _hash} */
    String selectNames(String column) {
        return String.format(selectNames, column);
    }

    /** A statement that the server ends when a call may take no longer. */
    PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return prepare(connection, sql, seconds);
    }

    /**
     * A statement that reads one row. In PostgreSQL that waits for no writer, so the timeout of the connection does: for
     * another, its driver wakes a thread each time, which takes a third as long as all else.
     */
    PreparedStatement prepareByKey(Connection connection, String sql) throws SQLException {
        return prepare(connection, sql, secondsByKey);
    }

    private static PreparedStatement prepare(Connection connection, String sql, int seconds) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        if (seconds > 0) {
            statement.setQueryTimeout(seconds);
        }
        return statement;
    }
}
