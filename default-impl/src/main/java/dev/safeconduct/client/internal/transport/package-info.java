/** One HTTP transport: deadlines, limits, and which addresses are allowed. */
package dev.safeconduct.client.internal.transport;
