package dev.safeconduct.store.redis;

import dev.safeconduct.spi.TokenStoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** Makes clients of a server, a cluster, or the server that sentinels name. */
final class RedisClients {

    /** A program makes few calls at a time. */
    static final int MOST_CONNECTIONS = 8;

    /** Protects nothing: a trust store has to have a password. */
    private static final char[] IN_MEMORY = "changeit".toCharArray();

    private RedisClients() {}

    static UnifiedJedis open(RedisSettings settings) throws TokenStoreException {
        JedisClientConfig config = client(settings, settings.user(), "password");
        try {
            if (settings.cluster()) {
                return RedisClusterClient.builder()
                        .nodes(settings.hosts())
                        .clientConfig(config)
                        .poolConfig(pool(settings))
                        .maxTotalRetriesDuration(settings.timeout())
                        .build();
            }
            if (settings.sentinelMaster() != null) {
                return RedisSentinelClient.builder()
                        .masterName(settings.sentinelMaster())
                        .sentinels(settings.hosts())
                        .sentinelClientConfig(client(
                                settings,
                                settings.config().get(RedisSettings.KEYS + "sentinel-user"),
                                "sentinel-password"))
                        .clientConfig(config)
                        .poolConfig(pool(settings))
                        .build();
            }
            return RedisClient.builder()
                    .hostAndPort(settings.hosts().iterator().next())
                    .clientConfig(config)
                    .poolConfig(pool(settings))
                    .build();
        } catch (JedisException e) {
            throw RedisErrors.of(settings, e);
        }
    }

    private static JedisClientConfig client(RedisSettings settings, @Nullable String user, String passwordKey)
            throws TokenStoreException {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .database(passwordKey.equals("password") ? settings.database() : 0)
                .credentialsProvider(() -> credentials(settings, user, passwordKey));
        if (settings.tls()) {
            SslOptions.Builder tls = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
            builder.sslOptions(
                    (settings.caFile() == null ? tls : tls.truststore(trusted(settings.caFile()), IN_MEMORY)).build());
        }
        return builder.build();
    }

    private static RedisCredentials credentials(RedisSettings settings, @Nullable String user, String passwordKey) {
        String password = settings.config().get(RedisSettings.KEYS + passwordKey);
        return new DefaultRedisCredentials(user, password);
    }

    private static GenericObjectPoolConfig<Connection> pool(RedisSettings settings) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setMaxIdle(MOST_CONNECTIONS);
        pool.setMaxWait(settings.timeout());
        pool.setJmxEnabled(false); // the program's
        return pool; // without a thread that looks after it: a connection that is dead is noticed when it is used
    }

    /** The certificates of a PEM file as a trust store. */
    private static SslOptions.Resource trusted(Path caFile) throws TokenStoreException {
        try (InputStream pem = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, IN_MEMORY);
            return () -> new ByteArrayInputStream(bytes.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new TokenStoreException(
                    RedisSettings.KEYS + "ca-file names " + caFile
                            + ", which is not a PEM file of certificates that can be read. Correct it.",
                    e);
        }
    }
}
