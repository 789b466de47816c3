/** Tokens for requests of Jetty's HttpClient 12. */
@NullMarked
package dev.safeconduct.clients.jetty12;

import org.jspecify.annotations.NullMarked;
