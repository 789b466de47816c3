package dev.safeconduct.client.internal.browser;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** The last look at an address before it leaves this program: parts of it were chosen by servers. */
final class LoginUrl {

    private static final String FORBIDDEN = "\"'`\\<>^{|}";

    private LoginUrl() {}

    /**
     * The address as ASCII.
     *
     * @throws IOException if it is not an absolute {@code http} or {@code https} URL of plain characters; says why
     */
    static String check(URI uri) throws IOException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IOException("The address of the login page is not opened: it does not begin with http or https");
        }
        if (uri.isOpaque()
                || uri.getRawAuthority() == null
                || uri.getRawAuthority().indexOf('@') >= 0) {
            throw new IOException(
                    "The address of the login page is not opened: it has no host name, or has a user name");
        }
        String url = uri.toASCIIString();
        for (int i = 0; i < url.length(); i++) {
            char character = url.charAt(i);
            if (character <= ' ' || character > '~' || FORBIDDEN.indexOf(character) >= 0) {
                throw new IOException(
                        "The address of the login page is not opened: it holds a space, a quote or another character"
                                + " that must not be in an address (position " + i + ")");
            }
        }
        return url;
    }
}
