/** The status of a session at its servers, in the JSON of the Go tool's {@code auth://status}. */
package dev.safeconduct.client.muster;
