package dev.safeconduct.client.internal.transport;

/**
 * Marks the body handlers of the requests that the library sends. The agent, which loads a copy of its own, looks for an
 * interface with this simple name and leaves such a request alone: it is for a session that the agent knows nothing of,
 * or asks for a token itself. A program that relocates the library changes the package and not the simple name.
 */
public interface SafeconductRequest {}
