package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStoreException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is. Holds no secret: user and password are read from the configuration for each connection, so that
 * they may change.
 *
 * @param driver the driver's class; null to look for one that takes the URL
 * @param prefix what the names of the tables begin with
 * @param timeout of one call
 */
record JdbcSettings(String url, @Nullable String driver, String prefix, Duration timeout, ProviderConfig config) {

    static final String KEYS = "safeconduct.store.jdbc.";
    static final String URL = KEYS + "url";
    static final String USER = KEYS + "user";
    static final String PASSWORD = KEYS + "password";
    static final String DRIVER = KEYS + "driver";
    static final String TABLE_PREFIX = KEYS + "table-prefix";
    static final String TIMEOUT = KEYS + "timeout";
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)[?&;](password|pwd)=|//[^/?@]*:[^/?@]*@");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})(ms|s|m)");

    /** Reads the configuration. */
    static JdbcSettings of(ProviderConfig config) throws TokenStoreException {
        try {
            return new JdbcSettings(
                    url(config),
                    config.get(DRIVER),
                    prefix(config.get(TABLE_PREFIX)),
                    timeout(config.get(TIMEOUT)),
                    config);
        } catch (IllegalArgumentException e) { // of a key whose file or variable is missing, which it names
            throw new TokenStoreException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String url(ProviderConfig config) throws TokenStoreException {
        String url = config.get(URL);
        if (url == null || url.isBlank()) {
            throw new TokenStoreException(
                    URL + " is not set. Set it to the database, as in" + " jdbc:postgresql://db.example/safeconduct.");
        }
        if (!url.strip().startsWith("jdbc:")) {
            throw new TokenStoreException(
                    URL + " is not the URL of a database. Set it as in" + " jdbc:postgresql://db.example/safeconduct.");
        }
        if (PASSWORD_IN_URL.matcher(url).find()) {
            throw new TokenStoreException(URL + " has a password, which drivers show with it. Set " + USER + " and "
                    + PASSWORD + " instead, for example to ${file:/run/secrets/database}.");
        }
        return url.strip();
    }

    /** @throws TokenStoreException if it is not one; null is the default */
    static String prefix(@Nullable String prefix) throws TokenStoreException {
        if (prefix != null && !Dialect.PREFIX.matcher(prefix).matches()) {
            throw new TokenStoreException(
                    TABLE_PREFIX + " is not a letter and up to 29 characters of a-z, 0-9 and _." + " Correct it.");
        }
        return prefix == null ? Dialect.DEFAULT_PREFIX : prefix;
    }

    private static Duration timeout(@Nullable String text) throws TokenStoreException {
        if (text == null) {
            return DEFAULT_TIMEOUT;
        }
        Matcher matcher = TIME.matcher(text.strip());
        try {
            return checked(matcher.matches() ? time(matcher) : Duration.parse(text.strip()));
        } catch (DateTimeParseException e) {
            return checked(Duration.ZERO);
        }
    }

    private static Duration time(Matcher matcher) {
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    /** @throws TokenStoreException if a call cannot have that long */
    static Duration checked(Duration timeout) throws TokenStoreException {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new TokenStoreException(TIMEOUT + " is not a time of 1 ms to 1 min, as in 5s or 500ms. Correct it.");
        }
        return timeout;
    }

    /** The URL without parameters, for messages. */
    String shown() {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
    }

    @Override
    public String toString() {
        return "JdbcSettings[" + shown() + "]";
    }
}
