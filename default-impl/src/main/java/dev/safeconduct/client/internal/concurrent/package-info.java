/**
 * Threads, and what runs on them: single flight, back-off, timers. No other package makes a thread: a thread keeps what
 * was on the stack of the code that made it, and that may be an application that is undeployed later, or a thread group
 * that is interrupted as a whole.
 */
@NullMarked
package dev.safeconduct.client.internal.concurrent;

import org.jspecify.annotations.NullMarked;
