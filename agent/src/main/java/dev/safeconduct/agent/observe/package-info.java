/** Counters and events of requests, where they are asked for. Else no class of this package is loaded. */
@NullMarked
package dev.safeconduct.agent.observe;

import org.jspecify.annotations.NullMarked;
