/**
 * A {@link dev.safeconduct.spi.TokenStore} on PostgreSQL, MariaDB or H2, called {@code jdbc}: for programs on several
 * machines that share logins. {@link dev.safeconduct.store.jdbc.JdbcTokenStoreBuilder} makes one on a program's own
 * {@code DataSource}. {@code docs/stores.md} has its keys and its tables.
 */
package dev.safeconduct.store.jdbc;
