package dev.safeconduct.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** MariaDB of Debian's package {@code mariadb-server}. */
public final class MariadbServer extends DatabaseServer {

    private final List<String> options;

    private MariadbServer(List<String> options) throws IOException {
        this.options = options;
    }

    /**
     * Starts one that is empty.
     *
     * @param options as on the command line of {@code mariadbd}
     */
    public static MariadbServer open(String... options) throws IOException, InterruptedException {
        MariadbServer server = new MariadbServer(List.of(options));
        Files.writeString(
                server.directory.resolve("users.sql"),
                """
                create database if not exists store;
                create user if not exists operator@'%' identified by 's3cret-canary';
                grant all on *.* to operator@'%' with grant option;
                create user if not exists store@'%' identified by 's3cret-canary';
                """);
        try {
            server.prepare(
                    "mariadb-install-db",
                    "--no-defaults",
                    "--datadir=" + server.directory.resolve("data"),
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db");
        } catch (IOException e) {
            throw new IllegalStateException("MariaDB is needed: apt-get install mariadb-server", e);
        }
        server.start();
        return server;
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--tmpdir=" + directory,
                "--init-file=" + directory.resolve("users.sql"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=2"));
        command.addAll(options);
        return command;
    }

    @Override
    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + DATABASE;
    }

    @Override
    public String dialect() {
        return "mariadb";
    }

    @Override
    String endingSignal() {
        return "KILL";
    }
}
