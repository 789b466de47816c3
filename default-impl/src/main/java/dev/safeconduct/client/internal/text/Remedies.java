package dev.safeconduct.client.internal.text;

/**
 * What to do about an error, in the terms of the program that shows it: the end of a message, which begins with a
 * blank. What finds the error knows which setting decides it, and not whether there are settings, or what the server is
 * called there.
 */
@FunctionalInterface
public interface Remedies {

    /** For a surface that has no settings. */
    Remedies NONE = (condition, setting, value) -> "";

    /**
     * Says what to set.
     *
     * @param condition when that is right, for example {@code "If the network is trusted, set"}
     * @param setting what follows the server's name in the key, for example {@code allow-http}
     * @param value the value to set, or what it is in angle brackets
     */
    String text(String condition, String setting, String value);
}
