package dev.safeconduct.store.file;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name of two hashes: of an entry that lies in the file of the Go tool (muster), which several URLs share, or in one of
 * its own if that file holds the entry of another URL.
 *
 * <p>Whose entry a file holds is told by three members of its JSON. They are found by their names in the text: what is
 * written so that they are not found is kept in a file of its own, as is everything encrypted.
 *
 * @param shared the name that the Go tool gives the file
 * @param own the name that no other entry has
 */
record GoToolName(String shared, String own) {

    /** Whose entry the Go tool's file holds. */
    enum Owner {
        /** That of this name. */
        THIS,
        /** The Go tool's, for any of the URLs that share the file. */
        GO_TOOL,
        /** That of another name. */
        ANOTHER,
        /** It cannot be told: the content is torn, or of another format. */
        UNKNOWN
    }

    /** Where earlier versions, too, keep what has no place in the Go tool's file. */
    private static final String OWN_FOLDER = "sessions/";

    private static final Pattern TWO_HASHES = Pattern.compile("([0-9a-f]{32})-([0-9a-f]{32})");
    private static final Pattern SERVER = member("server_url");
    private static final Pattern SESSION = member("safeconduct_session");
    private static final Pattern PROFILE = member("safeconduct_profile");

    /** Null if a name is not of this kind. */
    static @Nullable GoToolName of(String name) {
        Matcher matcher = TWO_HASHES.matcher(name);
        return matcher.matches() ? new GoToolName(matcher.group(1), OWN_FOLDER + matcher.group(2)) : null;
    }

    /** Whose entry this content of the Go tool's file is. */
    Owner owner(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        String server = value(SERVER, text);
        if (server == null || ExpiryLine.isIn(content)) {
            return Owner.UNKNOWN;
        }
        String session = value(SESSION, text);
        String profile = value(PROFILE, text);
        if (session == null || profile == null) {
            return Owner.GO_TOOL;
        }
        return own.equals(OWN_FOLDER + Digest.hex(session + '\0' + server + '\0' + profile))
                ? Owner.THIS
                : Owner.ANOTHER;
    }

    /** Neither a quote nor a backslash is part of a URL or of the names of a default login. */
    private static Pattern member(String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"");
    }

    private static @Nullable String value(Pattern member, String text) {
        Matcher matcher = member.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
