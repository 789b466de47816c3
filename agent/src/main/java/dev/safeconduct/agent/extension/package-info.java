/** Jars of a user's with stores, browser openers and discoveries for the agent and its command line. */
@NullMarked
package dev.safeconduct.agent.extension;

import org.jspecify.annotations.NullMarked;
