/** Single flight, back-off, and threads. */
package dev.safeconduct.client.internal.concurrent;
