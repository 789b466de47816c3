/** The contract of every HTTP client that gets tokens, with the agent or by an adapter. */
@NullMarked
package dev.safeconduct.testkit.client;

import org.jspecify.annotations.NullMarked;
