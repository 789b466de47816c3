/**
 * Servers of the machine for tests of stores, each started on a free port with a directory of its own, and ended with the
 * test. What is missing is named by an exception.
 */
package dev.safeconduct.testkit.server;
