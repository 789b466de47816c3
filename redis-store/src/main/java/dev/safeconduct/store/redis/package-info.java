/**
 * A {@link dev.safeconduct.spi.TokenStore} on Redis 6 or later, or Valkey, called {@code redis}: for programs on several
 * machines that share logins. {@code docs/stores.md} has its keys and its format.
 */
package dev.safeconduct.store.redis;
