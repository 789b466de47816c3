/** The authorizing {@code java.net.http} client of the library. */
package dev.safeconduct.client.internal.jdkclient;
