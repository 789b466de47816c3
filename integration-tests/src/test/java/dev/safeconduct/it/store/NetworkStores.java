package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.PostgresServer;
import dev.safeconduct.testkit.server.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.Driver;

/** The settings of stores on servers of the test, as a user of the agent has them, and a look at what is in them. */
public final class NetworkStores {

    private static final String PREFIX = "safeconduct_";
    private static final String COUNT_IN_REDIS =
            """
            local found = 0
            for _, key in ipairs(redis.call('KEYS', '*:e:*')) do
              if string.find(redis.call('HGET', key, 'b'), ARGV[1], 1, true) then found = found + 1 end
            end
            return found
            """;

    private NetworkStores() {}

    /**
     * The settings of programs that use a Redis server.
     *
     * @param more keys below {@code safeconduct.store.redis.}, each followed by its value
     */
    public static Map<String, String> redis(RedisServer server, String... more) {
        Map<String, String> settings = new HashMap<>(server.config(more).values());
        settings.put("safeconduct.store", "redis");
        settings.put("safeconduct.agent.extensions", System.getProperty("redis-store.jar"));
        return settings;
    }

    /** Whether a login that is stored has this text. */
    public static boolean holds(RedisServer server, String text) throws IOException {
        return Integer.parseInt(server.command("EVAL", COUNT_IN_REDIS, "0", text)) > 0;
    }

    /** Starts a server with the tables that the store's command prints. */
    public static DatabaseServer postgres(String... settings) throws Exception {
        DatabaseServer server = PostgresServer.open(settings);
        HostJvm.Ended ddl =
                HostProgram.jar(Jdk.JDK_17, jdbcJar(), "ddl", server.dialect()).run();
        assertThat(ddl.exitCode()).as(SteadyProgram.text(ddl.err())).isZero();
        server.createTables(SteadyProgram.text(ddl.out()), PREFIX);
        return server;
    }

    /**
     * The settings of programs that use a database.
     *
     * @param more keys below {@code safeconduct.store.jdbc.}, each followed by its value
     */
    public static Map<String, String> jdbc(DatabaseServer server, String... more) throws Exception {
        Path extension = TemporaryFolders.create("jdbc");
        Path driver = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (Path jar : new Path[] {jdbcJar(), driver}) {
            Files.copy(jar, extension.resolve(jar.getFileName()));
        }
        Map<String, String> settings = new HashMap<>(server.config(more).values());
        settings.put("safeconduct.store", "jdbc");
        settings.put("safeconduct.agent.extensions", extension.toString());
        return settings;
    }

    private static Path jdbcJar() {
        return Path.of(System.getProperty("jdbc-store.jar"));
    }

    /** Whether a login that is stored has this text. */
    public static boolean holds(DatabaseServer server, String text) throws SQLException {
        try (Connection connection = server.operator();
                PreparedStatement count = connection.prepareStatement(
                        "select count(*) from " + PREFIX + "entry where position(? in content) > 0")) {
            count.setBytes(1, text.getBytes(StandardCharsets.UTF_8));
            ResultSet found = count.executeQuery();
            return found.next() && found.getInt(1) > 0;
        }
    }
}
