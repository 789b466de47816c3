package dev.safeconduct.client.oauth;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The few parameters of a challenge, in their order, unmodifiable: names and values by turns in one array. A search is
 * linear, which is faster than a hash for so few, and takes a fraction of the memory.
 */
final class ChallengeParameters extends AbstractMap<String, String> {

    private final String[] texts;

    private ChallengeParameters(String[] texts) {
        this.texts = texts;
    }

    static ChallengeParameters copyOf(Map<String, String> parameters) {
        if (parameters instanceof ChallengeParameters same) {
            return same;
        }
        Builder builder = new Builder();
        parameters.forEach(builder::putIfAbsent);
        return builder.build();
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return name instanceof String text ? valueOf(text, texts, texts.length) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return texts.length / 2;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return texts.length / 2;
            }

            @Override
            public Iterator<Map.Entry<String, String>> iterator() {
                return new Entries();
            }
        };
    }

    private static @Nullable String valueOf(String name, String[] texts, int length) {
        for (int i = 0; i < length; i += 2) {
            if (texts[i].equals(name)) {
                return texts[i + 1];
            }
        }
        return null;
    }

    private final class Entries implements Iterator<Map.Entry<String, String>> {
        private int at;

        @Override
        public boolean hasNext() {
            return at < texts.length;
        }

        @Override
        public Map.Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at += 2;
            return Map.entry(texts[at - 2], texts[at - 1]);
        }
    }

    /** For one thread. */
    static final class Builder {

        private static final String[] NONE = {};

        private String[] texts = NONE;
        private int length;

        int size() {
            return length / 2;
        }

        /** Whether there was no parameter of that name, and so there is now. */
        boolean putIfAbsent(String name, String value) {
            if (valueOf(name, texts, length) != null) {
                return false;
            }
            if (length == texts.length) {
                texts = Arrays.copyOf(texts, Math.max(8, 2 * length));
            }
            texts[length++] = name;
            texts[length++] = value;
            return true;
        }

        /** What was put so far; the builder is empty again. */
        ChallengeParameters build() {
            ChallengeParameters built =
                    new ChallengeParameters(length == texts.length ? texts : Arrays.copyOf(texts, length));
            clear();
            return built;
        }

        void clear() {
            texts = NONE;
            length = 0;
        }
    }
}
