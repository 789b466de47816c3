/**
 * Contract tests that every provider passes, and what they need: a configuration, and other JVMs.
 *
 * <p>{@link dev.safeconduct.testkit.TokenStoreContract} is the one for token stores.
 */
package dev.safeconduct.testkit;
