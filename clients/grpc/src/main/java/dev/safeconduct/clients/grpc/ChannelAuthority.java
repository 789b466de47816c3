package dev.safeconduct.clients.grpc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a channel calls its authority: for TLS, what the certificate is verified for.
 *
 * @param host a name, or an address; with brackets if it is one of IPv6
 * @param port -1 for the default port
 */
record ChannelAuthority(String host, int port) {

    /** No user information, and nothing that could be read in two ways. */
    private static final Pattern FORM = Pattern.compile("([\\w.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");

    /** Null if it is not a host with or without a port. */
    static @Nullable ChannelAuthority of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String port = matcher.group(2);
        return new ChannelAuthority(matcher.group(1), port == null ? -1 : Integer.parseInt(port));
    }

    /** The host alone, of a text that need not be one: it is looked at for each call. */
    static String host(String text) {
        int colon = text.indexOf(':', text.lastIndexOf(']') + 1);
        return colon < 0 ? text : text.substring(0, colon);
    }
}
