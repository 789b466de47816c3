/** Tokens for requests of Apache HttpClient 4.3 to 4.5. */
@NullMarked
package dev.safeconduct.clients.httpclient4;

import org.jspecify.annotations.NullMarked;
