package dev.safeconduct.agent.hook;

/**
 * A place in woven code from where the bridge is called. Each hook has an enum of its sites; {@link Sites} gives them
 * their numbers.
 */
public interface Site {

    /** Its name, unique within its hook. */
    String name();
}
