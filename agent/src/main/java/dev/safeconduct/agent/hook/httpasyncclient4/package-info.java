/** Apache HttpAsyncClient 4. */
@NullMarked
package dev.safeconduct.agent.hook.httpasyncclient4;

import org.jspecify.annotations.NullMarked;
