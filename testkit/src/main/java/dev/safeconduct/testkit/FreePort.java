package dev.safeconduct.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Ports for tests that must name one before a server listens there.
 *
 * <p>A port that the system picks is let go before the test uses it, and the next connection or listener of any other
 * test may be given the very same. So these come from below the ranges that systems pick from (Linux 32768, others
 * 49152): none of them is given out without being asked for by number.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 100;
    private static final RandomGenerator RANDOM = new SecureRandom();

    private FreePort() {}

    /** A port on which nothing listens now, on no address of this machine. */
    public static int find() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = RANDOM.nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket everywhere = new ServerSocket(port)) {
            return everywhere.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
