package dev.safeconduct.store.redis;

import java.nio.charset.StandardCharsets;

/**
 * What the server does at once, in Lua. All keys have one hash tag, so that a cluster has them on one node; those of the
 * index that an entry had are not known before.
 */
final class RedisScripts {

    private static final String INDEX =
            """
            local now = redis.call('TIME')
            now = now[1] * 1000 + math.floor(now[2] / 1000)
            local function tidy(key)
              redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
              local last = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
              if last[2] and last[2] ~= 'inf' then redis.call('PEXPIREAT', key, last[2]) else redis.call('PERSIST', key) end
            end
            local function unlink(indexes, prefix, name)
              for index in string.gmatch(indexes or '', '[^\\n]+') do redis.call('ZREM', prefix .. index, name) end
            end
            """;

    /**
     * Key: the entry. Arguments: the expected version, empty for none; the prefix of index keys; the name; the new version;
     * the bytes; the indexes, one a line; the milliseconds that it lasts, empty for always.
     */
    static final byte[] REPLACE = bytes(
            INDEX
                    + """
            if (redis.call('HGET', KEYS[1], 'v') or '') ~= ARGV[1] then return 0 end
            unlink(redis.call('HGET', KEYS[1], 'i'), ARGV[2], ARGV[3])
            redis.call('DEL', KEYS[1])
            local life = tonumber(ARGV[7])
            if life and life <= 0 then return 1 end
            redis.call('HSET', KEYS[1], 'v', ARGV[4], 'b', ARGV[5], 'i', ARGV[6])
            if life then redis.call('PEXPIRE', KEYS[1], ARGV[7]) end
            for index in string.gmatch(ARGV[6], '[^\\n]+') do
              redis.call('ZADD', ARGV[2] .. index, life and string.format('%.0f', now + life) or '+inf', ARGV[3])
              tidy(ARGV[2] .. index)
            end
            return 1
            """);

    /** Key: the entry. Arguments: the expected version; the prefix of index keys; the name. */
    static final byte[] REMOVE = bytes(
            INDEX
                    + """
            if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then return 0 end
            unlink(redis.call('HGET', KEYS[1], 'i'), ARGV[2], ARGV[3])
            return redis.call('DEL', KEYS[1])
            """);

    /** Key: the index. */
    static final String LIST = INDEX
            + """
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            return redis.call('ZRANGE', KEYS[1], 0, -1)
            """;

    /** Key: the lease. Arguments: the owner; how many milliseconds it lasts. */
    static final String TAKE =
            """
            local owner = redis.call('GET', KEYS[1])
            if owner and owner ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    /** Keys: the lease, its room. Arguments as above. */
    static final String RENEW =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('PEXPIRE', KEYS[2], ARGV[2])
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """;

    /** Keys: the lease, its room. Argument: the owner. */
    static final String RELEASE =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('DEL', KEYS[1], KEYS[2])
            """;

    /** Keys: the lease, its room. Arguments: the owner; how many milliseconds it lasts; the bytes. */
    static final String RESERVE =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[2], string.rep('x', ARGV[3]), 'PX', ARGV[2])
            return 1
            """;

    private RedisScripts() {}

    private static byte[] bytes(String script) {
        return script.getBytes(StandardCharsets.UTF_8);
    }
}
