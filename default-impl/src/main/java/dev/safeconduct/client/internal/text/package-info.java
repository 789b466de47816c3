/** Text and syntax that others chose: hosts, paths, display. */
package dev.safeconduct.client.internal.text;
