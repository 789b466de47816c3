/** OkHttp, by the adapter that programs without the agent use. */
@NullMarked
package dev.safeconduct.agent.hook.okhttp;

import org.jspecify.annotations.NullMarked;
