/**
 * Defines the module in which all the rest of the agent is. Loaded by the entry class, outside that module, and of no use
 * once it is there: a class defined beside these reaches nothing.
 */
@NullMarked
package dev.safeconduct.agent.module;

import org.jspecify.annotations.NullMarked;
