/** Tokens for the requests of Armeria's HTTP client, 1.0 and later. */
@NullMarked
package dev.safeconduct.clients.armeria;

import org.jspecify.annotations.NullMarked;
