/** Clients on Netty. */
@NullMarked
package dev.safeconduct.agent.hook.netty;

import org.jspecify.annotations.NullMarked;
