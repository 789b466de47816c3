package dev.safeconduct.store.jdbc;

import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A database server of the test's own on a free port of this machine, in a directory of its own. Runs as an unprivileged
 * user, since these servers refuse to run as root.
 */
abstract class DatabaseServer implements AutoCloseable {

    static final String DATABASE = "store";
    static final String USER = "store";
    static final String PASSWORD = "s3cret-canary";
    static final String OPERATOR = "operator";

    private static final int ATTEMPTS = 600;

    final int port = FreePort.find();
    final Path directory;
    private Process process;

    DatabaseServer() throws IOException {
        directory = Files.createTempDirectory("database");
        run("chmod", "755", directory.toString());
        if (isRoot()) {
            run("chown", "nobody", directory.toString());
        }
    }

    /** The command that runs the server in the foreground. */
    abstract List<String> command();

    /** As far as the port and the database's name. */
    abstract String url();

    abstract Dialect dialect();

    /** How the server is ended without it being able to do anything more about it. */
    abstract String endingSignal();

    /** Starts it, again after it was stopped: with everything in it. */
    final void start() throws Exception {
        process = asUnprivileged(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        for (int attempt = 0; !accepts(); attempt++) {
            if (attempt == ATTEMPTS || !process.isAlive()) {
                throw new IllegalStateException(Files.readString(directory.resolve("log")));
            }
            Thread.sleep(50);
        }
    }

    private boolean accepts() {
        try (Connection connection = operator()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A connection of one who may do everything. */
    final Connection operator() throws SQLException {
        return DriverManager.getConnection(url(), OPERATOR, PASSWORD);
    }

    final void execute(String... statements) throws SQLException {
        try (Connection connection = operator();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Creates the tables, and lets the store's user use them and do nothing else. */
    final void createTables(String prefix) throws SQLException {
        for (String statement : dialect().ddl(prefix).split(";\\s*", 0)) {
            execute(statement);
        }
        for (String table : List.of("entry", "lease")) {
            execute("grant select, insert, update, delete on " + prefix + table + " to " + USER);
        }
    }

    /** The configuration of a store on it, with more keys below {@code safeconduct.store.jdbc.}, or others for these. */
    final MapProviderConfig config(String... more) {
        Map<String, String> values = new HashMap<>(
                Map.of(JdbcSettings.URL, url(), JdbcSettings.USER, USER, JdbcSettings.PASSWORD, PASSWORD));
        for (int i = 0; i < more.length; i += 2) {
            values.put(JdbcSettings.KEYS + more[i], more[i + 1]);
        }
        return MapProviderConfig.of(values);
    }

    /** Stops it where it stands, or has it go on, as {@code kill -STOP} and {@code -CONT} do. */
    final void signal(String name) throws IOException {
        run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Ends it without a word to its clients. */
    final void stop() throws IOException {
        signal(endingSignal());
        process.onExit().join();
    }

    @Override
    public final void close() throws IOException {
        if (process.isAlive()) {
            stop();
        }
        run("rm", "-rf", directory.toString());
    }

    /** Runs a program as the server's user, and waits for its end. */
    final void prepare(String... command) throws IOException {
        Path log = directory.resolve("prepare.log");
        int status = asUnprivileged(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .onExit()
                .join()
                .exitValue();
        if (status != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }

    private ProcessBuilder asUnprivileged(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        whole.addAll(command);
        return new ProcessBuilder(whole).directory(directory.toFile());
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(String... command) throws IOException {
        if (new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command));
        }
    }
}
