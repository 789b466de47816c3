package dev.safeconduct.client.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Registration;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A receiver with short limits, and a login that waits at it. */
@Timeout(60)
abstract class CallbackTest {

    static final String STATE = "the-right-state-000000000000000000000000000";
    static final String SERVER = "https://mcp.example/mcp";
    static final URI ANY_PORT = URI.create("http://127.0.0.1:0/callback");

    final RecordingLog log = new RecordingLog();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** Tests that do not fetch the page do not wait for it. */
    LoopbackReceiver receiver = receiver(limits(CallbackLimits.DEFAULT.headTimeout(), Duration.ofMillis(20)));

    @AfterEach
    void close() {
        receiver.close();
        assertThat(log.lines).isEmpty();
    }

    LoopbackReceiver receiver(CallbackLimits limits) {
        return new LoopbackReceiver(
                task -> {
                    Thread thread = new Thread(task);
                    threads.add(thread);
                    return thread;
                },
                log,
                limits);
    }

    void use(CallbackLimits limits) {
        receiver.close();
        receiver = receiver(limits);
    }

    Registration login() throws OAuthException {
        return login(ANY_PORT);
    }

    Registration login(URI... candidates) throws OAuthException {
        return receiver.await(List.of(candidates), STATE, SERVER, "ada@example.org");
    }

    static Map<String, String> response(Registration login) throws Exception {
        return login.response().get(5, TimeUnit.SECONDS);
    }

    static void succeeds(Registration login) throws Exception {
        assertThat(RawClient.get(login.redirectUri(), "code=c&state=" + STATE).status())
                .isEqualTo(302);
        assertThat(response(login)).containsEntry("code", "c");
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    static boolean listens(URI uri) {
        try (Socket socket = RawClient.connect(uri)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static CallbackLimits limits(Duration head, Duration linger) {
        return new CallbackLimits(head, 16 * 1024, 64, CallbackLimits.DEFAULT.pageWait(), linger, System::nanoTime);
    }
}
