/**
 * A {@link dev.safeconduct.spi.TokenStore} on files, called {@code file}, shared by all processes of one user on one
 * machine. One entry is one file, {@code <directory>/<name>.json}, which holds the bytes as they are.
 *
 * <p>The key {@code safeconduct.store.file.dir} names the directory; without it,
 * {@code .config/safeconduct/tokens} in the user's home directory.
 */
package dev.safeconduct.store.file;
