package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A login on disk whose token is over, and a command that refreshes it while calls to the system fail or the process is
 * killed at one of them: strace makes them. It has to be there, and allowed to trace.
 */
final class FaultyDisk implements AutoCloseable {

    private static final Path STRACE = Path.of("/usr/bin/strace");

    final FakeAuthorizationServer issuer = FakeAuthorizationServer.start();
    final FakeProtectedResource resource = FakeProtectedResource.start(issuer);
    Path home = TemporaryFolders.create("home");

    FaultyDisk() {
        assertThat(STRACE).as("strace is needed (apt-get install strace)").isExecutable();
    }

    /** A login of its own, in the place of the one before. */
    void logIn() throws IOException, InterruptedException {
        home = TemporaryFolders.create("home");
        StoredLogins.expired(home, issuer, resource.resource());
    }

    /** The token, refreshed; the command is traced, with these options. */
    HostJvm.Ended token(String... strace) {
        // Not with --seccomp-bpf: then strace 6.1 sends a signal at the first call of a thread alone.
        List<String> tracer = new ArrayList<>(List.of(STRACE.toString(), "-f", "-qq"));
        tracer.addAll(List.of(strace));
        return command().under(tracer).run();
    }

    /** The token, refreshed, with the store's directory on a disk of its own. */
    HostJvm.Ended tokenOn(Path tokens) {
        return command()
                .environment("SAFECONDUCT__STORE__FILE__DIR", tokens.toString())
                .run();
    }

    /** The same, and nothing fails. */
    HostJvm.Ended token() {
        return command().run();
    }

    private HostProgram command() {
        return HostProgram.commandLine(Jdk.JDK_17, "token", resource.resource()).home(home);
    }

    /** The same under a limit of the shell's. */
    HostJvm.Ended tokenLimited(String limit) {
        return command()
                .under(List.of("sh", "-c", limit + "; exec \"$0\" \"$@\""))
                .run();
    }

    /** Prints nothing. */
    static String[] failing(String calls, String fault) {
        return new String[] {"-o", "/dev/null", "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + fault};
    }

    /** The content of the one record of a token. */
    String record() throws IOException {
        List<Path> records;
        try (Stream<Path> files = Files.list(directory())) {
            records = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertThat(records).hasSize(1);
        return Files.readString(records.get(0));
    }

    Path directory() {
        return home.resolve(".config/safeconduct/tokens");
    }

    /** The files that are neither entries nor the lock. */
    List<Path> temporaries() throws IOException {
        try (Stream<Path> files = Files.walk(directory())) {
            return files.filter(file -> file.getFileName().toString().startsWith(".tmp-"))
                    .toList();
        }
    }

    /** Whether any file of the store holds the text. */
    boolean holds(String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory())) {
            return files.filter(Files::isRegularFile)
                    .anyMatch(file -> read(file).contains(text));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        resource.close();
        issuer.close();
    }
}
