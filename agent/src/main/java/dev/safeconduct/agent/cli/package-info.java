/** The command line: one class per command. */
@NullMarked
package dev.safeconduct.agent.cli;

import org.jspecify.annotations.NullMarked;
