package dev.safeconduct.client.oauth;

import java.util.Locale;

/** What a program may do where only a person can help ({@code safeconduct.login}). */
public enum LoginMode {
    /** It opens no browser. */
    NEVER,
    /** It opens a login page; the request does not wait for the login. */
    PROMPT,
    /** It opens a login page, and the request waits for the login, for {@code safeconduct.login.wait}. */
    AUTO;

    /** The value in the configuration. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
