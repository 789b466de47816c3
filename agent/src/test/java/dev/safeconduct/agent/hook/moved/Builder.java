package dev.safeconduct.agent.hook.moved;

/** A copy of {@link library.Builder} in another package. */
public final class Builder {}
