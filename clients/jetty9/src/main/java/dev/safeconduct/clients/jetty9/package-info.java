/** Tokens for requests of Jetty's HttpClient 9.4, 10 and 11. */
@NullMarked
package dev.safeconduct.clients.jetty9;

import org.jspecify.annotations.NullMarked;
