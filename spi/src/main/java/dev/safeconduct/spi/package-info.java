/**
 * The contracts of Safeconduct and the values that they exchange. Depends on nothing but the JDK.
 *
 * <p>Each contract is three small types: the contract, a provider that {@link java.util.ServiceLoader} finds, and
 * {@link dev.safeconduct.spi.ProviderConfig}. How a provider is chosen is said at {@link
 * dev.safeconduct.spi.Provider}.
 */
package dev.safeconduct.spi;
