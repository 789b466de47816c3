/** Puts the agent into the host, at the first use of a supported HTTP client. */
@NullMarked
package dev.safeconduct.agent.loader;

import org.jspecify.annotations.NullMarked;
