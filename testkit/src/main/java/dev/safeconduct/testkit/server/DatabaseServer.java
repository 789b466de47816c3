package dev.safeconduct.testkit.server;

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
import org.jspecify.annotations.Nullable;

/**
 * A database server of the test's own on a free port of this machine, in a directory of its own. Runs as an unprivileged
 * user, since these servers refuse to run as root.
 */
public abstract class DatabaseServer implements AutoCloseable {

    /** The user that the store has, who may do nothing but what {@link #createTables} grants. */
    public static final String USER = "store";

    /** The password of all its users. */
    public static final String PASSWORD = "s3cret-canary";

    static final String DATABASE = "store";
    static final String OPERATOR = "operator";

    private static final String KEYS = "safeconduct.store.jdbc.";

    private static final int ATTEMPTS = 600;

    /** The number of a user, and of a group, that Debian has for those without any right. */
    private static final String UNPRIVILEGED = "65534";

    final int port = FreePort.find();
    final Path directory;
    private @Nullable Process process;

    DatabaseServer() throws IOException {
        directory = Files.createTempDirectory("database");
        run("chmod", "755", directory.toString());
        if (isRoot()) {
            run("chown", UNPRIVILEGED, directory.toString());
        }
    }

    /** The command that runs the server in the foreground. */
    abstract List<String> command();

    /** As far as the port and the database's name. */
    public abstract String url();

    /** As the command of the JDBC store that prints the DDL knows it. */
    public abstract String dialect();

    /** How the server is ended without it being able to do anything more about it. */
    abstract String endingSignal();

    /** Starts it, again after it was stopped: with everything in it. */
    public final void start() throws IOException, InterruptedException {
        Process started = asUnprivileged(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        process = started;
        for (int attempt = 0; !accepts(); attempt++) {
            if (attempt == ATTEMPTS || !started.isAlive()) {
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
    public final Connection operator() throws SQLException {
        return DriverManager.getConnection(url(), OPERATOR, PASSWORD);
    }

    /** Runs statements as one who may do everything. */
    public final void execute(String... statements) throws SQLException {
        try (Connection connection = operator();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /**
     * Creates the tables, and lets the store's user use them and do nothing else.
     *
     * @param ddl what the store's command prints for this {@link #dialect} and the prefix
     */
    public final void createTables(String ddl, String prefix) throws SQLException {
        for (String statement : ddl.split(";\\s*", 0)) {
            execute(statement);
        }
        for (String table : List.of("entry", "lease")) {
            execute("grant select, insert, update, delete on " + prefix + table + " to " + USER);
        }
    }

    /** The configuration of a store on it, with more keys below {@code safeconduct.store.jdbc.}, or others for these. */
    public final MapProviderConfig config(String... more) {
        Map<String, String> values =
                new HashMap<>(Map.of(KEYS + "url", url(), KEYS + "user", USER, KEYS + "password", PASSWORD));
        for (int i = 0; i < more.length; i += 2) {
            values.put(KEYS + more[i], more[i + 1]);
        }
        return MapProviderConfig.of(values);
    }

    /** Stops it where it stands, or has it go on, as {@code kill -STOP} and {@code -CONT} do. */
    public final void signal(String name) throws IOException {
        Signals.send(name, started());
    }

    /** Ends it without a word to its clients. */
    public final void stop() throws IOException {
        signal(endingSignal());
        started().onExit().join();
    }

    private Process started() {
        Process started = process;
        if (started == null) {
            throw new IllegalStateException("it was not started");
        }
        return started;
    }

    /** Where it listens, on 127.0.0.1. */
    public final int port() {
        return port;
    }

    @Override
    public final void close() throws IOException {
        if (process != null && process.isAlive()) {
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
            whole.addAll(List.of("setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED, "--clear-groups"));
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
