package hosts;

import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that has all its threads before its first request, and gives every request the same time to end. A request
 * does not keep it from obeying.
 */
public final class FewThreads {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int THREADS = 4;
    private static final int MOST = 100;

    private final HttpClient client = HttpClient.newBuilder().executor(pool()).build();
    private final Executor requests = pool();

    private FewThreads() {}

    private static Executor pool() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>());
        pool.prestartAllCoreThreads();
        return pool;
    }

    public static void main(String[] args) throws Exception {
        FewThreads host = new FewThreads();
        Lines.serve(host::obey);
        System.exit(0);
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> requests.execute(() -> send(command.get(1), command.get(2)));
            case "exhaust" -> Lines.say("exhausted", exhaust());
            case "idle" -> Lines.say("idle", Boolean.toString(isIdle()));
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private void send(String with, String url) {
        try {
            Lines.say("ended", Integer.toString(with.equals("java.net.http") ? status(url) : statusOfConnection(url)));
        } catch (Exception e) {
            Lines.say("ended", Lines.failure(e));
        }
    }

    private int status(String url) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static int statusOfConnection(String url) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        return connection.getResponseCode();
    }

    /** Starts threads, which stay, until there can be no further one. */
    private static String exhaust() {
        for (int i = 0; i < MOST; i++) {
            Thread thread = new Thread(() -> {
                while (true) {
                    LockSupport.park();
                }
            });
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                return "no further thread";
            }
        }
        return MOST + " threads";
    }

    /** Whether all threads of the agent that end by themselves have ended. */
    private static boolean isIdle() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("safeconduct-"));
    }
}
