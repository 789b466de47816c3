/** The token of one server: cached, and refreshed by exactly one of all threads and processes. */
package dev.safeconduct.client.internal.token;
