package dev.safeconduct.store.redis;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStoreException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where the server is and how it is talked to. Holds no secret: user and password are read from the configuration for each
 * connection, so that they may change.
 *
 * @param hosts the server, nodes of the cluster, or the sentinels; at least one
 * @param sentinelMaster what the sentinels call the server; null if the hosts are no sentinels
 * @param prefix what the names of all keys begin with
 * @param timeout of a connection, and of a response
 * @param caFile a certificate authority to trust besides the JVM's own; null if none
 */
record RedisSettings(
        Set<HostAndPort> hosts,
        boolean tls,
        int database,
        boolean cluster,
        @Nullable String sentinelMaster,
        String prefix,
        Duration timeout,
        @Nullable Path caFile,
        ProviderConfig config) {

    static final String KEYS = "safeconduct.store.redis.";

    private static final String URL = KEYS + "url";
    private static final String EXAMPLE = "redis://redis.example:6379";
    private static final int DEFAULT_PORT = 6379;
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,5})(ms|s)");

    /** Reads the configuration. */
    static RedisSettings of(ProviderConfig config) throws TokenStoreException {
        String text = config.get(URL);
        if (text == null || text.isBlank()) {
            throw new TokenStoreException(URL + " is not set. Set it to the server, for example " + EXAMPLE + ".");
        }
        List<URI> urls = new ArrayList<>();
        for (String url : text.split(",", -1)) {
            urls.add(url(url.strip()));
        }
        Set<HostAndPort> hosts = urls.stream()
                .map(url -> new HostAndPort(url.getHost(), url.getPort() < 0 ? DEFAULT_PORT : url.getPort()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String master = config.get(KEYS + "sentinel-master");
        boolean cluster = "true".equals(config.get(KEYS + "cluster"));
        if (hosts.size() > 1 && !cluster && master == null) {
            throw new TokenStoreException(URL + " names several servers. Set " + KEYS + "cluster to true if they are a"
                    + " cluster, or " + KEYS + "sentinel-master if they are sentinels; else name one.");
        }
        String caFile = config.get(KEYS + "ca-file");
        return new RedisSettings(
                hosts,
                urls.get(0).getScheme().equalsIgnoreCase("rediss"),
                database(urls.get(0)),
                cluster,
                master,
                prefix(config),
                timeout(config),
                caFile == null ? null : Path.of(caFile),
                config);
    }

    private static URI url(String text) throws TokenStoreException {
        URI url = null;
        try {
            url = new URI(text.contains("://") ? text : "redis://" + text);
        } catch (URISyntaxException e) {
            // It may have a password, which the exception quotes.
        }
        String scheme =
                url == null || url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url == null || url.getHost() == null || !Set.of("redis", "rediss").contains(scheme)) {
            throw new TokenStoreException(URL + " is not the URL of a Redis server. Set it as in " + EXAMPLE
                    + ", with rediss for TLS; " + KEYS + "user and " + KEYS + "password have the credentials.");
        }
        if (url.getUserInfo() != null) {
            throw new TokenStoreException(URL + " has a password, which would be shown with it. Set " + KEYS
                    + "user and " + KEYS + "password instead, for example to ${file:/run/secrets/redis}.");
        }
        return url;
    }

    private static int database(URI url) throws TokenStoreException {
        String path = url.getPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            return Integer.parseInt(path.substring(1));
        } catch (NumberFormatException e) {
            throw new TokenStoreException(
                    URL + " ends with " + path + ", which is not the number of a database, as in " + EXAMPLE + "/1.");
        }
    }

    private static String prefix(ProviderConfig config) throws TokenStoreException {
        String prefix = config.get(KEYS + "prefix");
        if (prefix != null && !PREFIX.matcher(prefix).matches()) {
            throw new TokenStoreException(
                    KEYS + "prefix is not 1 to 64 characters of A-Z, a-z, 0-9, _, ., : and -. Correct it.");
        }
        return prefix == null ? "safeconduct" : prefix;
    }

    private static Duration timeout(ProviderConfig config) throws TokenStoreException {
        String text = config.get(KEYS + "timeout");
        if (text == null) {
            return Duration.ofSeconds(2);
        }
        var matcher = SECONDS.matcher(text.strip());
        try {
            Duration timeout = matcher.matches()
                    ? Duration.ofMillis(
                            Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("s") ? 1_000 : 1))
                    : Duration.parse(text.strip());
            if (timeout.compareTo(Duration.ofMillis(1)) >= 0 && timeout.compareTo(Duration.ofMinutes(1)) <= 0) {
                return timeout;
            }
        } catch (DateTimeParseException e) {
            // As below.
        }
        throw new TokenStoreException(KEYS + "timeout is not a time of 1 ms to 1 min, as in 2s or 500ms. Correct it.");
    }

    /** The user at the server; null for the default one. */
    @Nullable String user() {
        return config.get(KEYS + "user");
    }

    /** Null if the server wants none. */
    @Nullable String password() {
        return config.get(KEYS + "password");
    }

    /** The servers, for messages. */
    String shown() {
        return hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(", "))
                + (sentinelMaster == null ? "" : " (sentinels of " + sentinelMaster + ")");
    }

    @Override
    public String toString() {
        return "RedisSettings[" + shown() + "]";
    }
}
