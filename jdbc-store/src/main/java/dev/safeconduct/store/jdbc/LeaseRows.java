package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.RenewedLeases;
import dev.safeconduct.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The table of leases. Rows with an end, not the locks of a database: those cost each waiter a connection, and a pooler
 * between program and database loses them.
 */
final class LeaseRows implements RenewedLeases.Storage {

    private final Database database;

    LeaseRows(Database database) {
        this.database = database;
    }

    /** First a look, which waits for no other transaction and leaves no error in the database's log. */
    @Override
    public boolean take(String name, String owner, Duration life) throws TokenStoreException {
        return database.call((connection, sql) -> {
            try (PreparedStatement select = sql.prepareByKey(connection, sql.selectLease)) {
                select.setString(1, name);
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        boolean othersAndLive = !owner.equals(rows.getString(1)) && rows.getBoolean(2);
                        return !othersAndLive && takeOver(connection, sql, name, owner, life);
                    }
                }
            }
            return insert(connection, sql, name, owner, life);
        });
    }

    private static boolean takeOver(Connection connection, Statements sql, String name, String owner, Duration life)
            throws SQLException {
        try (PreparedStatement update = sql.prepare(connection, sql.updateLease)) {
            update.setString(1, owner);
            update.setLong(2, life.toMillis());
            update.setString(3, name);
            update.setString(4, owner);
            return update.executeUpdate() == 1;
        }
    }

    private static boolean insert(Connection connection, Statements sql, String name, String owner, Duration life)
            throws SQLException {
        try (PreparedStatement insert = sql.prepare(connection, sql.insertLease)) {
            insert.setString(1, owner);
            insert.setLong(2, life.toMillis());
            insert.setString(3, name);
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            if (Fault.of(e) == Fault.DUPLICATE_KEY) {
                return false; // another was faster
            }
            throw e;
        }
    }

    @Override
    public boolean renew(String name, String owner, Duration life) throws TokenStoreException {
        return database.call((connection, sql) -> {
            try (PreparedStatement update = sql.prepare(connection, sql.extendLease)) {
                update.setLong(1, life.toMillis());
                update.setString(2, name);
                update.setString(3, owner);
                return update.executeUpdate() == 1;
            }
        });
    }

    @Override
    public void release(String name, String owner) throws TokenStoreException {
        database.call((connection, sql) -> {
            try (PreparedStatement delete = sql.prepare(connection, sql.deleteLease)) {
                delete.setString(1, name);
                delete.setString(2, owner);
                return delete.executeUpdate();
            }
        });
    }

    /** Writes that much beside the lease: a full or read-only database is noticed before a token is spent. */
    @Override
    public void reserve(String name, String owner, int bytes) throws TokenStoreException {
        byte[] room = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(room); // so that no database makes less of it
        boolean done = database.call((connection, sql) -> {
            try (PreparedStatement update = sql.prepare(connection, sql.reserve)) {
                update.setBytes(1, room);
                update.setString(2, name);
                update.setString(3, owner);
                return update.executeUpdate() == 1;
            }
        });
        if (!done) {
            throw new TokenStoreException("The lease of " + name + " in " + database.shown() + " was lost. Try again.");
        }
    }
}
