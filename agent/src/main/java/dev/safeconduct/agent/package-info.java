/**
 * The entry class, and nothing else: it runs on Java 8 and is the one class that the host can see. Not marked
 * {@code @NullMarked} for that reason alone: the annotation needs Java 9; the build treats it as if it were.
 */
package dev.safeconduct.agent;
