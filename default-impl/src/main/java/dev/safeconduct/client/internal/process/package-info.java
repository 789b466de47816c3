/** Programs that a user has configured: how their command lines are read, where they are found, what they write. */
package dev.safeconduct.client.internal.process;
