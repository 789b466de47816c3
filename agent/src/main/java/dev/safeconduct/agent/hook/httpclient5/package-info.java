/** Apache HttpClient 5, by the adapter that programs without the agent use. */
@NullMarked
package dev.safeconduct.agent.hook.httpclient5;

import org.jspecify.annotations.NullMarked;
