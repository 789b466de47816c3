package dev.safeconduct.it.keycloak;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/** The compiled {@code examples/CallApi.java}: calls a URL, prints the status, and knows nothing of OAuth. */
final class CallingProgram implements AutoCloseable {
    private static final String NAME = "CallApi";

    private final Path classes = TemporaryFolder.create("calling-program");

    private CallingProgram() {}

    /** Compiles it, for the oldest Java that is supported; the system property {@code it.root} says where it is. */
    static CallingProgram compile() {
        Path source = Path.of(System.getProperty("it.root"), "examples", NAME + ".java");
        CallingProgram program = new CallingProgram();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", program.classes.toString(), source.toString());
        if (result != 0) {
            program.close();
            throw new IllegalStateException(source + " does not compile");
        }
        return program;
    }

    /** What follows the options of a {@code java} command. */
    List<String> mainAndArguments(URI url) {
        return List.of("-cp", classes.toString(), NAME, url.toString());
    }

    @Override
    public void close() {
        TemporaryFolder.delete(classes);
    }
}
