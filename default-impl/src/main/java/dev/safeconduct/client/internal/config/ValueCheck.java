package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.process.CommandWords;
import dev.safeconduct.client.internal.text.IssuerTemplate;
import dev.safeconduct.client.internal.text.UrlPath;
import dev.safeconduct.client.oauth.ServerUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges a value by what the table of keys says of it. */
final class ValueCheck {

    /** The value that switches something off. */
    static final String NONE = "none";

    private ValueCheck() {}

    /** What is wrong with a value, to be put after the key, or null. Never repeats the value. */
    static @Nullable String complaint(ConfigKey key, String value) {
        return switch (key.kind()) {
            case TEXT, PROXY, GRANT -> null;
            case FLAG -> isFlag(value) ? null : "is neither true nor false";
            case DURATION -> duration(value, false);
            case DURATION_OR_ZERO -> duration(value, true);
            case PORT -> isPort(value) ? null : "is not a port: write a number from 0 to 65535";
            case CHOICE -> choice(key.choices(), key.laterChoices(), value);
            case NAME -> ConfigKeys.isName(value) ? null : "is not a name: use a to z, 0 to 9 and -";
            case COMMAND -> command(value);
            case NAMES ->
                isNames(value) ? null : "is not a list of names: use a to z, 0 to 9, . and -, and commas between";
            case PACKAGES ->
                isPackages(value)
                        ? null
                        : "is not a list of packages and clients, as com.example.okhttp3=okhttp, with commas between"
                                + " several";
            case VARIABLES ->
                value.matches("[A-Za-z_][A-Za-z0-9_]*( *, *[A-Za-z_][A-Za-z0-9_]*)*")
                        ? null
                        : "is not a list of environment variables with commas between";
            case JARS -> isJars(value) ? null : "is not a list of absolute paths with commas between";
            case PATH -> isPath(value) ? null : "is not a path on this system";
            case URL_PATH ->
                isUrlPath(value) ? null : "is not the path of a URL: begin with /, nothing encoded, no query";
            case CLIENT_ID_URL ->
                isClientIdUrl(value)
                        ? null
                        : "is not the URL of a client metadata document: https, with a path that is not / alone, and"
                                + " without user name, query, fragment and dot segments";
            case URL -> isUrl(value) ? null : "is not an http or https URL without user name and fragment";
            case ISSUER ->
                isUrl(IssuerTemplate.example(value))
                        ? null
                        : "is not an http or https URL without user name and fragment";
            case URI -> isUri(value) ? null : "is not an absolute URI without user name and fragment";
            case URI_OR_NONE ->
                value.equals(NONE) || isUri(value)
                        ? null
                        : "is not an absolute URI without user name and fragment, nor " + NONE;
            case SERVER_URL -> serverUrl(value);
            case SERVER_URLS -> serverUrls(value);
        };
    }

    static boolean isTrue(String value) {
        return value.toLowerCase(Locale.ROOT).equals("true");
    }

    private static boolean isFlag(String value) {
        return isTrue(value) || value.toLowerCase(Locale.ROOT).equals("false");
    }

    private static @Nullable String duration(String value, boolean zero) {
        try {
            Duration duration = Durations.parse(value);
            return duration.isZero() && !zero ? "is zero: write a time longer than that" : null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static boolean isPort(String value) {
        int port = value.length() > 5 ? 65536 : 0;
        for (int i = 0; i < value.length() && port < 65536; i++) {
            char c = value.charAt(i);
            port = c < '0' || c > '9' ? 65536 : port * 10 + c - '0';
        }
        return !value.isEmpty() && port < 65536;
    }

    static @Nullable String choice(List<String> choices, List<String> later, String value) {
        if (choices.contains(value)) {
            return null;
        }
        return later.contains(value)
                ? "=" + value + " is not served by this version yet"
                : "is not one of " + String.join(", ", choices);
    }

    private static @Nullable String command(String value) {
        try {
            List<String> words = CommandWords.split(value);
            if (words.isEmpty()) {
                return "names no program";
            }
            String program = words.get(0);
            return program.indexOf('/') >= 0 && !Path.of(program).isAbsolute()
                    ? "names a program by a path that depends on the current directory: write the whole path"
                    : null;
        } catch (IllegalArgumentException e) {
            return "is not a command: " + e.getMessage();
        }
    }

    private static boolean isNames(String value) {
        for (String name : value.split(",", -1)) {
            if (!ConfigKeys.isName(name.strip().replace('.', '-'))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPackages(String value) {
        String word = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";
        String copy = "\\s*" + word + "(\\." + word + ")*\\s*=\\s*[a-z0-9.-]+\\s*";
        return value.matches(copy + "(," + copy + ")*");
    }

    private static boolean isJars(String value) {
        for (String path : value.split(",", -1)) {
            if (!isPath(path.strip()) || !Path.of(path.strip()).isAbsolute()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPath(String value) {
        try {
            var unused = Path.of(value);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isUrlPath(String value) {
        int end = UrlPath.end(value);
        return value.startsWith("/") && end == value.length() && UrlPath.isPlain(value, end);
    }

    private static boolean isUrl(String value) {
        URI uri = uri(value);
        return uri != null
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
    }

    /** As a Client ID Metadata Document may be named; plain http on this machine, to try one out. */
    private static boolean isClientIdUrl(String value) {
        URI uri = isUrl(value) ? uri(value) : null;
        if (uri == null || uri.getRawPath() == null) {
            return false;
        }
        String path = uri.getRawPath();
        return path.length() > 1
                && UrlPath.isPlain(path, path.length())
                && uri.normalize().equals(uri)
                && uri.getRawQuery() == null
                && ("https".equalsIgnoreCase(uri.getScheme())
                        || ServerUrl.parse(value).isLoopback());
    }

    private static boolean isUri(String value) {
        URI uri = uri(value);
        return uri != null && uri.isAbsolute() && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
    }

    private static @Nullable URI uri(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static @Nullable String serverUrls(String value) {
        for (String url : value.split(",", -1)) {
            String problem = serverUrl(url.strip());
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String serverUrl(String value) {
        try {
            ServerUrl.parse(value);
            return null;
        } catch (IllegalArgumentException e) {
            return "is refused: " + e.getMessage();
        }
    }
}
