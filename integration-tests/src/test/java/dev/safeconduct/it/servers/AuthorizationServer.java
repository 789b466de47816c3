package dev.safeconduct.it.servers;

import dev.safeconduct.it.OwnedProcess;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.client.Conditions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A running authorization server with its two protected resources, all on free ports of loopback. It keeps everything in
 * memory; {@link #restart()} makes it forget that. {@link #close()} ends it.
 */
final class AuthorizationServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final ServerProgram program;
    private final Duration tokenLifetime;
    private final int port = FreePort.find();
    private final int ownPort = FreePort.find();
    private final int resourcePort = FreePort.find();
    private final Forwarder forwarder = new Forwarder(port, ownPort);
    private OwnedProcess process;

    /** Starts it, and waits until it is ready. */
    AuthorizationServer(ServerProgram program, Duration tokenLifetime) {
        this.program = program;
        this.tokenLifetime = tokenLifetime;
        process = start();
    }

    /** What its metadata are found by; a server may write it with a slash at the end. */
    String issuer() {
        return "http://127.0.0.1:" + port;
    }

    /** The resource that takes tokens with the scope {@code mail:read}. */
    String mail() {
        return "http://127.0.0.1:" + resourcePort + "/mail";
    }

    /** The resource that takes tokens with the scope {@code files:read}. */
    String files() {
        return "http://127.0.0.1:" + resourcePort + "/files";
    }

    /** The resource that takes only tokens that are bound to a key, where the server issues such. */
    String bound() {
        return "http://127.0.0.1:" + resourcePort + "/bound";
    }

    /** What came to an endpoint, in its order, since the process started. */
    List<Exchange> exchanges(String endpoint) {
        return Exchange.of(process.logText()).stream()
                .filter(exchange -> exchange.endpoint().equals(endpoint))
                .toList();
    }

    /** What came to the token endpoint with a grant, in its order, since the process started. */
    List<Exchange> tokenRequests(String grant) {
        return exchanges("token").stream()
                .filter(exchange -> exchange.grant().equals(grant))
                .toList();
    }

    /** The last lines of its log, for failure messages. */
    String logTail() {
        return process.logTail();
    }

    /** A new process in the same place. */
    void restart() {
        process.close();
        process = start();
    }

    /** From now on connections to the authorization server are refused; the resources go on. */
    void stop() {
        forwarder.shut();
    }

    /** Ends what {@link #stop()} began. */
    void comeBack() {
        forwarder.reopen();
    }

    private OwnedProcess start() {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment()
                .putAll(Map.of(
                        "ISSUER", issuer(),
                        "ISSUER_PORT", Integer.toString(ownPort),
                        "RESOURCE_PORT", Integer.toString(resourcePort),
                        "TOKEN_SECONDS", Long.toString(tokenLifetime.toSeconds())));
        Path log = Path.of("target", "servers", program.name() + "-" + port + "-" + System.nanoTime() + ".log");
        OwnedProcess started = OwnedProcess.start(builder, log);
        awaitReady(started);
        return started;
    }

    private void awaitReady(OwnedProcess started) {
        try {
            Conditions.await(program.name() + " is ready", START_LIMIT, () -> {
                if (!started.isAlive()) {
                    throw new IllegalStateException(program.name() + " has ended:\n" + started.logTail());
                }
                return started.logText().lines().anyMatch("ready"::equals);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (RuntimeException | Error e) {
            started.close();
            forwarder.close();
            throw e;
        }
    }

    @Override
    public void close() {
        process.close();
        forwarder.close();
    }
}
