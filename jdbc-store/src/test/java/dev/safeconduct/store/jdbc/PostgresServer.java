package dev.safeconduct.store.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL of Debian's package {@code postgresql}. */
final class PostgresServer extends DatabaseServer {

    private final Path programs;
    private final List<String> settings;
    private String database = DATABASE;

    private PostgresServer(List<String> settings) throws Exception {
        this.programs = programs();
        this.settings = settings;
    }

    /** @param settings as in {@code postgresql.conf}, for example {@code max_connections=80} */
    static PostgresServer open(String... settings) throws Exception {
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

    private void startEmpty() throws Exception {
        database = "postgres";
        start();
        execute("create role " + USER + " login password '" + PASSWORD + "'", "create database " + DATABASE);
        database = DATABASE;
    }

    private static Path programs() throws Exception {
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
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    String endingSignal() {
        return "QUIT"; // of the server with all its processes
    }
}
