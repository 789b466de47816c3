package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.TokenStore.Index;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.VersionedEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table of entries. A version is a random word that the writer chooses, so that a writer which lost the response can see
 * whether it was done, and no version comes again after a failover to a server that has missed some.
 */
final class EntryRows {

    /** As far ahead as a time is kept exactly; what ends later than that does not end. */
    private static final Duration LONGEST = Duration.ofDays(366L * 1_000);

    /** The order of the columns. */
    private static final List<Index> COLUMNS = List.of(Index.SESSION, Index.ISSUER, Index.USER, Index.SERVER);

    private final Database database;
    private final Clock clock;

    EntryRows(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Nullable VersionedEntry read(String name) throws TokenStoreException {
        return database.<@Nullable VersionedEntry>call((connection, sql) -> read(connection, sql, name));
    }

    private static @Nullable VersionedEntry read(Connection connection, Statements sql, String name)
            throws SQLException {
        try (PreparedStatement select = sql.prepareByKey(connection, sql.selectEntry)) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? new VersionedEntry(rows.getString(1), rows.getBytes(2)) : null;
            }
        }
    }

    boolean replace(String name, @Nullable String expectedVersion, Entry entry) throws TokenStoreException {
        String version = UUID.randomUUID().toString();
        return database.call((connection, sql) -> {
            boolean done = expectedVersion == null
                    ? add(connection, sql, name, version, entry)
                    : update(connection, sql.updateEntry, sql, name, version, entry, expectedVersion);
            return done || isWritten(connection, sql, name, version);
        });
    }

    private boolean add(Connection connection, Statements sql, String name, String version, Entry entry)
            throws SQLException {
        try {
            if (update(connection, sql.insertEntry, sql, name, version, entry, null)) {
                return true;
            }
        } catch (SQLException e) {
            if (Fault.of(e) != Fault.DUPLICATE_KEY) {
                throw e;
            }
        }
        return update(connection, sql.updateExpiredEntry, sql, name, version, entry, null);
    }

    private boolean update(
            Connection connection,
            String text,
            Statements sql,
            String name,
            String version,
            Entry entry,
            @Nullable String expectedVersion)
            throws SQLException {
        try (PreparedStatement update = sql.prepare(connection, text)) {
            int parameter = 0;
            update.setString(++parameter, version);
            update.setBytes(++parameter, entry.bytes());
            for (Index index : COLUMNS) {
                String value = entry.index().get(index);
                if (value == null) {
                    update.setNull(++parameter, Types.VARBINARY);
                } else {
                    update.setBytes(++parameter, hash(value));
                }
            }
            Long millis = millisUntil(entry.expiresAt());
            if (millis == null) {
                update.setNull(++parameter, Types.BIGINT);
            } else {
                update.setLong(++parameter, millis);
            }
            update.setString(++parameter, name);
            if (expectedVersion != null) {
                update.setString(++parameter, expectedVersion);
            }
            return update.executeUpdate() == 1;
        }
    }

    /** By this machine's clock, so that a server whose clock differs keeps it as long. */
    private @Nullable Long millisUntil(@Nullable Instant end) {
        if (end == null) {
            return null;
        }
        Duration left = Duration.between(clock.instant(), end);
        if (left.compareTo(LONGEST) > 0) {
            return null;
        }
        // The database's milliseconds are rounded too, and an entry is not to be gone early.
        return left.isNegative() ? left.toMillis() : left.plusNanos(999_999).toMillis() + 1;
    }

    /** Whether an earlier attempt, whose response was lost, has written it. */
    private static boolean isWritten(Connection connection, Statements sql, String name, String version)
            throws SQLException {
        VersionedEntry entry = read(connection, sql, name);
        return entry != null && entry.version().equals(version);
    }

    boolean remove(String name, String expectedVersion) throws TokenStoreException {
        return database.call((connection, sql) -> {
            try (PreparedStatement delete = sql.prepare(connection, sql.deleteEntry)) {
                delete.setString(1, name);
                delete.setString(2, expectedVersion);
                return delete.executeUpdate() == 1;
            }
        });
    }

    List<String> list(Index index, String value) throws TokenStoreException {
        String column = index.name().toLowerCase(Locale.ROOT);
        return database.call((connection, sql) -> {
            try (PreparedStatement select = sql.prepare(connection, sql.selectNames(column))) {
                select.setBytes(1, hash(value));
                return names(select);
            }
        });
    }

    List<String> names() throws TokenStoreException {
        return database.call((connection, sql) -> {
            try (PreparedStatement select = sql.prepare(connection, sql.selectAllNames)) {
                return names(select);
            }
        });
    }

    private static List<String> names(PreparedStatement select) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Values may be long, and are of people: only their hashes are there. */
    private static byte[] hash(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
