/**
 * A {@link dev.safeconduct.spi.TokenStore} in the memory of one process, called {@code memory}: for tests, and for
 * programs whose tokens are not to outlive them.
 */
package dev.safeconduct.store.memory;
