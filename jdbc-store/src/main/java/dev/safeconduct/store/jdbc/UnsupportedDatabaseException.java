package dev.safeconduct.store.jdbc;

import java.sql.SQLException;

/** The driver is one of a database for which there is no {@link Dialect}. */
final class UnsupportedDatabaseException extends SQLException {

    private static final long serialVersionUID = 1L;

    UnsupportedDatabaseException(String product) {
        super(product);
    }
}
