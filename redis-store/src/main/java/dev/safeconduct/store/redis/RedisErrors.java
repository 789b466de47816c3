package dev.safeconduct.store.redis;

import dev.safeconduct.spi.TokenStoreException;
import java.util.Locale;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Says what is wrong with a server, and what to do. */
final class RedisErrors {

    private static final int LONGEST = 200;

    private RedisErrors() {}

    static TokenStoreException of(RedisSettings settings, JedisException e) {
        return new TokenStoreException("The Redis server " + settings.shown() + " " + why(e), e);
    }

    private static String why(JedisException e) {
        String text = e.getMessage() == null ? "" : e.getMessage();
        String code = text.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        if (e instanceof JedisAccessControlException || code.equals("NOAUTH") || code.equals("WRONGPASS")) {
            return code.equals("NOPERM")
                    ? "does not let this user do it: " + shown(text)
                            + ". Give it the commands +@hash +@sortedset +@string"
                            + " +@keyspace +@scripting +time on the keys of " + RedisSettings.KEYS + "prefix."
                    : "refuses the password. Correct " + RedisSettings.KEYS + "user and " + RedisSettings.KEYS
                            + "password.";
        }
        return switch (code) {
            case "OOM" -> "is full: it takes nothing more before memory is freed, or its maxmemory is raised.";
            case "MISCONF" -> "cannot write to its disk, and takes nothing until it can: " + shown(text);
            case "READONLY" ->
                "is a replica, which takes nothing. Name the master in " + RedisSettings.KEYS
                        + "url, or the sentinels and " + RedisSettings.KEYS + "sentinel-master.";
            case "MOVED", "ASK", "CROSSSLOT" ->
                "is a node of a cluster. Set " + RedisSettings.KEYS + "cluster to true.";
            default ->
                e instanceof JedisConnectionException || text.contains("exhausted")
                        ? "cannot be reached, or does not respond: " + shown(deepest(e))
                        : "failed: " + shown(text);
        };
    }

    private static String deepest(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** The server's words, without what could disturb a terminal. */
    private static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
