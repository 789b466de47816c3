/** Tokens for the requests of Ktor's HTTP client. */
@NullMarked
package dev.safeconduct.clients.ktor;

import org.jspecify.annotations.NullMarked;
