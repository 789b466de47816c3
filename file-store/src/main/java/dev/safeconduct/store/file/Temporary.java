package dev.safeconduct.store.file;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file that is written beside the entries and then takes the place of one. It tells, after a crash, what
 * the file is: of which entry, which version it is to replace, and the version of its whole content, by which a
 * torn one shows.
 *
 * @param entry the entry's name
 * @param predecessor the version that it is to replace; null if there was no entry
 * @param version the version of its content; null for a file that only keeps room
 */
record Temporary(String entry, @Nullable String predecessor, @Nullable String version) {

    /** How the names of all such files begin, also of earlier versions. */
    static final String PREFIX = ".tmp-";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM =
            Pattern.compile("\\.tmp-([a-z0-9.-]+)~(?:room|([0-9a-f]{32}|new)~([0-9a-f]{32}))~[0-9a-f]{16}");

    /** A longer name of an entry would make too long a name of a file. */
    private static final int LONGEST_ENTRY = 100;

    /** A new name of a file. */
    String fileName() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String unique = HexFormat.of().formatHex(random);
        if (entry.length() > LONGEST_ENTRY) {
            return PREFIX + unique;
        }
        // A name of an entry has no dot.
        return PREFIX
                + entry.replace('/', '.')
                + '~'
                + (version == null ? "room" : (predecessor == null ? "new" : predecessor) + '~' + version)
                + '~'
                + unique;
    }

    /** What a file of this name is; null if the name does not tell. */
    static @Nullable Temporary of(String fileName) {
        Matcher matcher = FORM.matcher(fileName);
        if (!matcher.matches()) {
            return null;
        }
        String predecessor = matcher.group(2);
        return new Temporary(
                matcher.group(1).replace('.', '/'), "new".equals(predecessor) ? null : predecessor, matcher.group(3));
    }
}
