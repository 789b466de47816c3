/** Tokens for the HTTP/1.1 requests of clients on Netty. */
@NullMarked
package dev.safeconduct.clients.netty;

import org.jspecify.annotations.NullMarked;
