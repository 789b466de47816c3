package dev.safeconduct.spi;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as it came over the wire: an ordered map, so that unknown members survive, with typed accessors for the
 * known ones. The documents of the RFCs hold one. Immutable.
 */
public final class WireMembers {

    /** The end of the year 9999: a later one is not accepted, and would not fit everywhere. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** URLs are shown to people, and longer ones are not in use. */
    private static final int MAX_URL = 2048;

    private final String kind;
    private final Map<String, @Nullable Object> members;

    /**
     * The members of one document.
     *
     * @param kind the document in words, for errors
     * @param members the JSON object; copied
     */
    public WireMembers(String kind, Map<String, ? extends @Nullable Object> members) {
        this.kind = kind;
        this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** All members in their order, also those without an accessor. Values are those of a JSON parser. Unmodifiable. */
    public Map<String, @Nullable Object> all() {
        return members;
    }

    /** The member as a string; null if absent or {@code null}. */
    public @Nullable String string(String name) throws MetadataException {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrongType(name, "a string");
    }

    /** The member as a string, which must be there. */
    public String required(String name) throws MetadataException {
        String value = string(name);
        if (value == null || value.isEmpty()) {
            throw new MetadataException("The " + kind + " has no \"" + name + "\", which is required.");
        }
        return value;
    }

    /**
     * The member as a list of strings; null if absent or {@code null}, which differs from empty. A string where the list
     * belongs is a list of one, as some servers write it.
     */
    public @Nullable List<String> strings(String name) throws MetadataException {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        if (value instanceof String one) {
            return List.of(one);
        }
        throw wrongType(name, "a list of strings");
    }

    /** The same for a member that is only a wish: null too where it is of another type. */
    public @Nullable List<String> stringsIfAny(String name) {
        try {
            return strings(name);
        } catch (MetadataException e) {
            return null;
        }
    }

    /** The member as a boolean; false if absent or {@code null}. */
    public boolean flag(String name) throws MetadataException {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw wrongType(name, "true or false");
    }

    /** The member as a time in seconds since 1970, fractions cut off (RFC 7519 §2); null if absent or {@code null}. */
    public @Nullable Instant instant(String name) throws MetadataException {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && Math.abs(number.doubleValue()) <= LAST_SECOND) {
            return Instant.ofEpochSecond(number.longValue());
        }
        throw wrongType(name, "a time in seconds since 1970");
    }

    /** The member as an absolute URI, in ASCII as RFC 3986 has it; null if absent. */
    public @Nullable URI uri(String name) throws MetadataException {
        String value = string(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            URI uri = URI.create(value);
            boolean plain = value.length() <= MAX_URL && value.chars().allMatch(c -> c < 0x80);
            if (plain && uri.isAbsolute() && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notAUri) {
            // falls through to the error that names the member
        }
        throw wrongType(name, "an absolute URL");
    }

    private MetadataException wrongType(String name, String expected) {
        return new MetadataException("The member \"" + name + "\" of the " + kind + " is not " + expected + ".");
    }

    @Override
    public String toString() {
        return kind + members.keySet();
    }
}
