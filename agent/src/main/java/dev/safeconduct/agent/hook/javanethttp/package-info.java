/**
 * {@code java.net.http}: woven where each hop is sent and where its answer is judged, so that redirects are seen one by
 * one and the client's own retry loop does the resending.
 */
@NullMarked
package dev.safeconduct.agent.hook.javanethttp;

import org.jspecify.annotations.NullMarked;
