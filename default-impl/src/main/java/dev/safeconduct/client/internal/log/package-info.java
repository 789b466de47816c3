/** Lines of log. */
package dev.safeconduct.client.internal.log;
