package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.oauth.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${env:NAME}} and {@code ${file:path}} in values. Nothing is kept: a secret that is rotated is seen at
 * the next use. What is put in is not looked at again, and a dollar sign before anything else stays as it is.
 */
final class References {

    private static final String ENV = "${env:";
    private static final String FILE = "${file:";
    private static final int MAX_FILE = 64 * 1024;

    private final Map<String, String> environment;

    References(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether a value is one reference and nothing else, so that it may be shown. */
    static boolean isReference(String raw) {
        return (raw.startsWith(ENV) || raw.startsWith(FILE)) && raw.indexOf('}') == raw.length() - 1;
    }

    /** The file that a value refers to, if that is all there is in it; null if it does not, or this system has no such path. */
    static @Nullable Path file(String raw) {
        try {
            return isReference(raw) && raw.startsWith(FILE)
                    ? Path.of(raw.substring(FILE.length(), raw.length() - 1))
                    : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /**
     * The value with all references replaced.
     *
     * @throws ConfigException naming the key and what is missing
     */
    String resolve(String key, String raw) throws ConfigException {
        int start = next(raw, 0);
        if (start < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int done = 0;
        while (start >= 0) {
            int end = raw.indexOf('}', start);
            if (end < 0) {
                throw new ConfigException(key, key + " has a ${ without its }: add the }");
            }
            text.append(raw, done, start).append(lookUp(key, raw.substring(start, end)));
            done = end + 1;
            start = next(raw, done);
        }
        return text.append(raw, done, raw.length()).toString();
    }

    private static int next(String raw, int from) {
        int env = raw.indexOf(ENV, from);
        int file = raw.indexOf(FILE, from);
        return env < 0 || (file >= 0 && file < env) ? file : env;
    }

    private String lookUp(String key, String reference) throws ConfigException {
        return reference.startsWith(ENV)
                ? variable(key, reference.substring(ENV.length()))
                : file(key, reference.substring(FILE.length()));
    }

    private String variable(String key, String name) throws ConfigException {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new ConfigException(
                    key, key + " takes its value from the environment variable " + name + ", which is not set: set it");
        }
        return value;
    }

    private static String file(String key, String path) throws ConfigException {
        String text = "";
        try {
            text = read(Path.of(path));
        } catch (IOException | InvalidPathException | SecurityException e) {
            // The remark of the exception may be the system's in any language; "cannot be read" says enough.
        }
        if (text.isEmpty()) {
            throw new ConfigException(
                    key,
                    key + " takes its value from the file " + path
                            + ", which is missing, empty, unreadable or larger than 64 KiB: correct the file or its path");
        }
        return text;
    }

    private static String read(Path path) throws IOException {
        byte[] bytes = BoundedFile.read(path, MAX_FILE);
        // Editors and `echo` end a file with a line end that is not part of the secret.
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
