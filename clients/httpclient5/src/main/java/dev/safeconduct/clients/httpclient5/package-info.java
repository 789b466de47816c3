/** Tokens for requests of Apache HttpClient 5, its classic clients. */
@NullMarked
package dev.safeconduct.clients.httpclient5;

import org.jspecify.annotations.NullMarked;
