package dev.safeconduct.client.internal.config;

/**
 * A value to show to a person, and where it came from.
 *
 * @param value the value as it was written, with {@code ${…}} left as it is; a secret is replaced by a remark
 * @param origin for example {@code -Dsafeconduct.login}, {@code environment SAFECONDUCT__LOGIN}, {@code file /path line
 *     3}, {@code agent argument}, {@code set in the program}, {@code default}
 */
public record Setting(String value, String origin) {}
