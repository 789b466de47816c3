package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The agent and the library in one JVM, or two web applications with the library: all classes twice, and one login. */
class TwoCopiesTest extends ClientTest {

    /** What a copy does: sends a request two hours from now. */
    static final class Request implements Callable<Integer> {
        private final Path directory;
        private final String url;

        Request(Path directory, String url) {
            this.directory = directory;
            this.url = url;
        }

        @Override
        public Integer call() throws Exception {
            TestClient.MovableClock clock = new TestClient.MovableClock();
            clock.forward(Duration.ofHours(2));
            try (TestClient client =
                    new TestClient(directory, clock, Map.of("server.api.url", url, "login", "never"))) {
                return client.get(url).status();
            }
        }
    }

    /** Everything that is on the class path once more; only the JDK is shared. */
    private static URLClassLoader copy() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @SuppressWarnings("unchecked")
    private Callable<Integer> request(ClassLoader copy) throws Exception {
        Class<?> request = copy.loadClass(Request.class.getName());
        assertThat(request).isNotSameAs(Request.class);
        var constructor = request.getDeclaredConstructor(Path.class, String.class);
        constructor.setAccessible(true);
        return (Callable<Integer>) constructor.newInstance(directory, api.resource());
    }

    @Test
    void t63_two_copies_of_all_classes_in_one_jvm_refresh_a_login_once() throws Exception {
        client().get(api.resource());
        as.forgetRequests();
        as.delay("/token", Duration.ofMillis(500)); // both have found the token expired by then
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (URLClassLoader one = copy();
                URLClassLoader other = copy()) {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (ClassLoader copy : List.of(one, other)) {
                statuses.add(threads.submit(request(copy)));
            }
            for (Future<Integer> status : statuses) {
                assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(as.refreshCount()).isEqualTo(1);
        assertThat(as.reuseCount()).isZero();
    }
}
