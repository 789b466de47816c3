/** Ktor's HTTP client on CIO, by the adapter that programs without the agent use. */
@NullMarked
package dev.safeconduct.agent.hook.ktor;

import org.jspecify.annotations.NullMarked;
