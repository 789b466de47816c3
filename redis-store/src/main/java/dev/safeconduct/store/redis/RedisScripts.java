package dev.safeconduct.store.redis;

/**
 * What the server does at once, in Lua. All keys have one hash tag, so that a cluster has them on one node; those of the
 * index that an entry had are not known before.
 */
final class RedisScripts {

    private static final String INDEX =
            """
            local function now()
              local time = redis.call('TIME')
              return time[1] * 1000 + math.floor(time[2] / 1000)
            end
            local function tidy(key)
              redis.call('ZREMRANGEBYSCORE', key, '-inf', now())
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
     *
     * <p>It deletes first: a server that is full refuses only the first write of a script that takes memory.
     */
    static final RedisScript REPLACE = RedisScript.of(
            INDEX
                    + """
            local old = redis.call('HMGET', KEYS[1], 'v', 'i')
            if (old[1] or '') ~= ARGV[1] then return 0 end
            unlink(old[2], ARGV[2], ARGV[3])
            redis.call('DEL', KEYS[1])
            local life = tonumber(ARGV[7])
            if life and life <= 0 then return 1 end
            redis.call('HSET', KEYS[1], 'v', ARGV[4], 'b', ARGV[5], 'i', ARGV[6])
            if life then redis.call('PEXPIRE', KEYS[1], ARGV[7]) end
            for index in string.gmatch(ARGV[6], '[^\\n]+') do
              redis.call('ZADD', ARGV[2] .. index, life and string.format('%.0f', now() + life) or '+inf', ARGV[3])
              tidy(ARGV[2] .. index)
            end
            return 1
            """);

    /** Key: the entry. Arguments: the expected version; the prefix of index keys; the name. */
    static final RedisScript REMOVE = RedisScript.of(
            INDEX
                    + """
            local old = redis.call('HMGET', KEYS[1], 'v', 'i')
            if old[1] ~= ARGV[1] then return 0 end
            unlink(old[2], ARGV[2], ARGV[3])
            return redis.call('DEL', KEYS[1])
            """);

    /** Key: the index. */
    static final RedisScript LIST = RedisScript.of(
            INDEX
                    + """
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now())
            return redis.call('ZRANGE', KEYS[1], 0, -1)
            """);

    /** Key: the lease. Arguments: the owner; how many milliseconds it lasts. */
    static final RedisScript TAKE = RedisScript.of(
            """
            if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """);

    /** Keys: the lease, its room. Arguments as above. */
    static final RedisScript RENEW = RedisScript.of(
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('PEXPIRE', KEYS[2], ARGV[2])
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """);

    /** Keys: the lease, its room. Argument: the owner. */
    static final RedisScript RELEASE = RedisScript.of(
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('DEL', KEYS[1], KEYS[2])
            """);

    /** Keys: the lease, its room. Arguments: the owner; how many milliseconds it lasts; the bytes. */
    static final RedisScript RESERVE = RedisScript.of(
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[2], string.rep('x', ARGV[3]), 'PX', ARGV[2])
            return 1
            """);

    private RedisScripts() {}
}
