package dev.safeconduct.testkit;

/**
 * One header line as it was sent.
 *
 * @param name the name, in the spelling of the sender
 * @param value the value, without the blanks around it
 */
public record Header(String name, String value) {}
