package dev.safeconduct.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL of Debian's package {@code postgresql}. */
public final class PostgresServer extends DatabaseServer {

    private final Path programs;
    private final List<String> settings;
    private String database = DATABASE;

    private PostgresServer(List<String> settings) throws IOException {
        this.programs = programs();
        this.settings = settings;
    }

    /**
     * Starts one that is empty.
     *
     * @param settings as in {@code postgresql.conf}, for example {@code max_connections=80}
     * @throws SQLException if it refuses to create the database
     */
    public static PostgresServer open(String... settings) throws IOException, InterruptedException, SQLException {
        PostgresServer server = new PostgresServer(List.of(settings));
        Path password = Files.writeString(server.directory.resolve("password"), PASSWORD);
        server.prepare(
                server.programs.resolve("initdb").toString(),
                "--pgdata=data",
                "--username=" + OPERATOR,
                "--pwfile=" + password,
                "--auth=md5",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
        server.startEmpty();
        return server;
    }

    private void startEmpty() throws IOException, InterruptedException, SQLException {
        database = "postgres";
        start();
        execute("create role " + USER + " login password '" + PASSWORD + "'", "create database " + DATABASE);
        database = DATABASE;
    }

    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> found = Files.list(versions)) {
                return found.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
            }
        }
        throw new IllegalStateException("PostgreSQL is needed: apt-get install postgresql");
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("postgres").toString(),
                "-D",
                "data",
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "password_encryption=md5", // SCRAM costs more than all else of a connection
                "-c",
                "fsync=off"));
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    @Override
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public String dialect() {
        return "postgresql";
    }

    @Override
    String endingSignal() {
        return "QUIT"; // of the server with all its processes
    }
}
