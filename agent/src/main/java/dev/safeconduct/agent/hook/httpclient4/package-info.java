/** Apache HttpClient 4, by the adapter that programs without the agent use. */
@NullMarked
package dev.safeconduct.agent.hook.httpclient4;

import org.jspecify.annotations.NullMarked;
