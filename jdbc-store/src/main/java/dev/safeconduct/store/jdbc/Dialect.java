package dev.safeconduct.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/** All in which the databases differ: how their clock is read in milliseconds since 1970, and the types of the columns. */
enum Dialect {
    /** Of the statement, not of the transaction: the program's data source may have begun one. */
    POSTGRESQL(
            "cast(extract(epoch from statement_timestamp()) * 1000 as bigint)",
            "insert into %s on conflict (name) do nothing"),

    /** By UTC: what a time zone sets back once a year would give two programs one lease. MySQL has the same. */
    MARIADB("(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000)", "insert ignore into %s"),

    /** An exception, which unlike the others' is logged neither by server nor driver, tells that a row is there. */
    H2("cast(extract(epoch from current_timestamp) * 1000 as bigint)", "insert into %s");

    static final String DEFAULT_PREFIX = "safeconduct_";

    /** No letters in upper case, which some databases keep and others do not. */
    static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");

    private final String clock;
    private final String insertion;

    Dialect(String clock, String insertion) {
        this.clock = clock;
        this.insertion = insertion;
    }

    /** @param product as {@link java.sql.DatabaseMetaData#getDatabaseProductName} has it */
    static Dialect of(String product) throws SQLException {
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "MariaDB", "MySQL" -> MARIADB;
            case "H2" -> H2;
            default -> throw new UnsupportedDatabaseException(product);
        };
    }

    /** An SQL expression: now, as a bigint. */
    String clock() {
        return clock;
    }

    /**
     * An SQL statement that inserts a row, and none where its name is there.
     *
     * @param row table, columns and values
     */
    String insert(String row) {
        return String.format(insertion, row);
    }

    /** The name by which the command line knows it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The statements that create the tables, with a semicolon after each. */
    String ddl(String prefix) {
        try (InputStream file = Dialect.class.getResourceAsStream(word() + ".sql")) {
            if (file == null) {
                throw new IllegalStateException(word() + ".sql is missing in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(DEFAULT_PREFIX, prefix);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
