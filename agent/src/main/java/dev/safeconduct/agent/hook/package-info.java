/** Weaves HTTP clients of the host. What is special about one client is in a package of its own below. */
@NullMarked
package dev.safeconduct.agent.hook;

import org.jspecify.annotations.NullMarked;
