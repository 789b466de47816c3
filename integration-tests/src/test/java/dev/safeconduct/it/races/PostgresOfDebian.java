package dev.safeconduct.it.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.it.servers.UserHome;
import dev.safeconduct.testkit.server.DatabaseServer;
import dev.safeconduct.testkit.server.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.Driver;

/** A PostgreSQL server, which the agent reaches by the extension jar with the driver's beside it. */
final class PostgresOfDebian implements SharedStore {
    private static final String PREFIX = "safeconduct_";
    private static final Path JAR = Path.of(System.getProperty("jdbc-store.jar"));

    private final DatabaseServer server;
    private final Path extension = TemporaryFolders.create("jdbc");

    PostgresOfDebian() throws Exception {
        server = PostgresServer.open();
        HostJvm.Ended ddl =
                HostProgram.jar(Jdk.JDK_17, JAR, "ddl", server.dialect()).run();
        assertThat(ddl.exitCode()).as(String.join("\n", ddl.err())).isZero();
        server.createTables(String.join("\n", ddl.out()), PREFIX);
        Path driver = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (Path jar : new Path[] {JAR, driver}) {
            Files.copy(jar, extension.resolve(jar.getFileName()));
        }
    }

    @Override
    public void configure(UserHome home) {
        home.setInFile(Map.of(
                "safeconduct.agent.extensions",
                extension.toString(),
                "safeconduct.store",
                "jdbc",
                "safeconduct.store.jdbc.url",
                server.url(),
                "safeconduct.store.jdbc.user",
                DatabaseServer.USER,
                "safeconduct.store.jdbc.password",
                DatabaseServer.PASSWORD));
    }

    @Override
    public boolean holds(String text) {
        try (Connection connection = server.operator();
                PreparedStatement count = connection.prepareStatement(
                        "select count(*) from " + PREFIX + "entry where position(? in content) > 0")) {
            count.setBytes(1, text.getBytes(StandardCharsets.UTF_8));
            ResultSet found = count.executeQuery();
            return found.next() && found.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean leasesEnd() {
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
