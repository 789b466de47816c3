/** Apache HttpAsyncClient 4, as the agent changes it: it has no place for this that a program could use. */
@NullMarked
package dev.safeconduct.clients.httpasyncclient4;

import org.jspecify.annotations.NullMarked;
