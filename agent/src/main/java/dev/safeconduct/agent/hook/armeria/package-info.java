/** Armeria, by the adapter that programs without the agent use. */
@NullMarked
package dev.safeconduct.agent.hook.armeria;

import org.jspecify.annotations.NullMarked;
