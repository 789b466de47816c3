/** The agent's few lines. SLF4J and Logback start with the first one to be written. */
@NullMarked
package dev.safeconduct.agent.log;

import org.jspecify.annotations.NullMarked;
