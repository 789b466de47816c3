package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Deletes rows whose time is over, which are not read in any case: some at a time, with the first write and now and then. */
final class ExpiredRows {

    static final int MOST_AT_A_TIME = 100;
    private static final int WRITES_BETWEEN = 100;

    private final Database database;
    private final AtomicInteger writes = new AtomicInteger();

    ExpiredRows(Database database) {
        this.database = database;
    }

    /** After a write. What fails here fails again at a call that matters, or is done another time. */
    void sweepNowAndThen() {
        if (Math.floorMod(writes.getAndIncrement(), WRITES_BETWEEN) != 0) {
            return;
        }
        try {
            database.call((connection, sql) -> {
                sweep(connection, sql, sql.selectExpired, sql.deleteExpired);
                sweep(connection, sql, sql.selectEnded, sql.deleteEnded);
                return true;
            });
        } catch (TokenStoreException e) {
            // As above.
        }
    }

    private static void sweep(Connection connection, Statements sql, String select, String delete) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement over = sql.prepare(connection, select)) {
            over.setMaxRows(MOST_AT_A_TIME);
            try (ResultSet rows = over.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        if (names.isEmpty()) {
            return;
        }
        Collections.sort(names); // two programs that delete the same do not block each other
        try (PreparedStatement statement = sql.prepare(connection, delete)) {
            for (String name : names) {
                statement.setString(1, name);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
