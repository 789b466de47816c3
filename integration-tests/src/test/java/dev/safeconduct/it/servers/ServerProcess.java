package dev.safeconduct.it.servers;

import dev.safeconduct.it.OwnedProcess;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.client.Conditions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A server of {@code integration-tests/servers}, as a process of its own that keeps everything in memory. */
final class ServerProcess extends AuthorizationServer {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final ServerProgram program;
    private final Duration tokenLifetime;
    private final int port;
    private final int ownPort;
    private final int tlsPort = FreePort.find();
    private final int resourcePort = FreePort.find();
    private final Gateway gateway;
    private OwnedProcess process;

    private ServerProcess(ServerProgram program, Duration tokenLifetime, int port, int ownPort, Gateway gateway) {
        super(gateway);
        this.program = program;
        this.tokenLifetime = tokenLifetime;
        this.port = port;
        this.ownPort = ownPort;
        this.gateway = gateway;
        process = startProcess();
    }

    /** Starts it, and waits until it is ready. */
    static ServerProcess start(ServerProgram program, Duration tokenLifetime) {
        int port = FreePort.find();
        int ownPort = FreePort.find();
        return new ServerProcess(program, tokenLifetime, port, ownPort, new Gateway(port, ownPort));
    }

    @Override
    public String issuer() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public String mail() {
        return resource("mail");
    }

    @Override
    String files() {
        return resource("files");
    }

    @Override
    String bound() {
        return resource("bound");
    }

    private String resource(String name) {
        return "http://127.0.0.1:" + resourcePort + "/" + name;
    }

    @Override
    public String logTail() {
        return process.logTail();
    }

    /** A revocation (RFC 7009) would take the refresh token along. */
    @Override
    public void invalidate(String accessToken) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(mail()))
                .header("Authorization", "Bearer " + accessToken)
                .DELETE()
                .build();
        int status = HttpClient.newHttpClient()
                .sendAsync(request, BodyHandlers.discarding())
                .join()
                .statusCode();
        if (status != 200) {
            throw new IllegalStateException("DELETE was answered with " + status + ":\n" + logTail());
        }
    }

    /** A new process in the same place. */
    @Override
    void forget() {
        process.close();
        gateway.forget();
        process = startProcess();
    }

    private OwnedProcess startProcess() {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment()
                .putAll(Map.of(
                        "ISSUER", issuer(),
                        "ISSUER_PORT", Integer.toString(ownPort),
                        "TLS_PORT", Integer.toString(tlsPort),
                        "RESOURCE_PORT", Integer.toString(resourcePort),
                        "TOKEN_SECONDS", Long.toString(tokenLifetime.toSeconds()),
                        "KEYS", KeyFiles.get().folder().toString(),
                        "KEY_STORE_PASSWORD", KeyFiles.PASSWORD));
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
            gateway.close();
            throw e;
        }
    }

    @Override
    public void close() {
        process.close();
        gateway.close();
    }
}
