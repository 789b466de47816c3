package dev.safeconduct.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.ClassFileCalls.Call;
import dev.safeconduct.client.OAuthClient;
import dev.safeconduct.clients.armeria.SafeconductArmeria;
import dev.safeconduct.clients.grpc.SafeconductGrpc;
import dev.safeconduct.clients.httpasyncclient4.SafeconductHttpAsyncClient4;
import dev.safeconduct.clients.httpclient4.SafeconductHttpClient4;
import dev.safeconduct.clients.httpclient5.SafeconductHttpClient5;
import dev.safeconduct.clients.jetty12.SafeconductJetty12;
import dev.safeconduct.clients.jetty9.SafeconductJetty9;
import dev.safeconduct.clients.ktor.SafeconductKtor;
import dev.safeconduct.clients.netty.SafeconductNetty;
import dev.safeconduct.clients.okhttp.SafeconductOkHttp;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.store.file.FileTokenStoreProvider;
import dev.safeconduct.store.memory.MemoryTokenStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * One class makes all threads. A thread that is made elsewhere, or one that the JDK makes for whoever needs it first,
 * keeps the class loader and the rights of the application that happened to be there, and obeys its interrupts.
 *
 * <p>The thread of a {@link java.lang.ref.Cleaner} is allowed: the JDK gives it nothing of its creator.
 */
class ThreadMakersTest {

    private static final String THE_ONE = "dev/safeconduct/client/internal/concurrent/Threads";
    private static final String CONCURRENT = "java/util/concurrent/";
    private static final Set<String> FUTURES = Set.of(CONCURRENT + "CompletableFuture", CONCURRENT + "CompletionStage");
    private static final Set<String> POOLS =
            Set.of(CONCURRENT + "ThreadPoolExecutor", CONCURRENT + "ScheduledThreadPoolExecutor");

    /** One class of each module that is published. */
    private static final List<Class<?>> MODULES = List.of(
            TokenStore.class,
            OAuthClient.class,
            MemoryTokenStoreProvider.class,
            FileTokenStoreProvider.class,
            SafeconductOkHttp.class,
            SafeconductGrpc.class,
            SafeconductArmeria.class,
            SafeconductKtor.class,
            SafeconductHttpClient4.class,
            SafeconductHttpClient5.class,
            SafeconductHttpAsyncClient4.class,
            SafeconductNetty.class,
            SafeconductJetty9.class,
            SafeconductJetty12.class,
            SafeconductAgent.class);

    @Test
    void t73_one_class_makes_all_threads_and_none_of_the_jdks_is_borrowed() throws IOException {
        var classes = new TreeSet<String>();
        var offenders = new TreeSet<String>();
        for (Class<?> module : MODULES) {
            ClassFileCalls.ofModule(module, (name, calls) -> {
                classes.add(name);
                if (!name.equals(THE_ONE) && !name.startsWith(THE_ONE + "$")) {
                    calls.stream()
                            .filter(call -> makesThread(call, calls))
                            .forEach(call -> offenders.add(name + " calls " + call));
                }
            });
        }

        assertThat(classes).hasSizeGreaterThan(400).contains(THE_ONE);
        assertThat(offenders).isEmpty();
    }

    private static boolean makesThread(Call call, Set<Call> ofSameClass) {
        String name = call.name();
        String type = call.descriptor();
        return switch (call.owner()) {
            case "java/lang/Thread" ->
                Set.of("<init>", "startVirtualThread", "ofVirtual", "ofPlatform")
                        .contains(name);
            case "java/net/http/HttpClient" ->
                name.equals("newHttpClient") || (name.equals("newBuilder") && !givesExecutor(ofSameClass));
            case "java/util/Timer",
                    CONCURRENT + "Executors",
                    CONCURRENT + "ForkJoinPool",
                    CONCURRENT + "ForkJoinTask" -> true;
            case CONCURRENT + "SubmissionPublisher" -> type.equals("()V");
            default ->
                (FUTURES.contains(call.owner()) && isOnThreadOfJdk(name, type))
                        || (POOLS.contains(call.owner()) && name.equals("<init>") && !type.contains("ThreadFactory"))
                        || name.equals("parallelStream")
                        || (call.owner().startsWith("java/util/stream/") && name.equals("parallel"));
        };
    }

    private static boolean isOnThreadOfJdk(String name, String type) {
        return Set.of("delayedExecutor", "defaultExecutor", "orTimeout", "completeOnTimeout")
                        .contains(name)
                || (name.endsWith("Async") && !type.contains("Executor;"));
    }

    /** As far as a class file tells. */
    private static boolean givesExecutor(Set<Call> calls) {
        return calls.stream()
                .anyMatch(call -> call.owner().equals("java/net/http/HttpClient$Builder")
                        && call.name().equals("executor"));
    }

    /** Does all that is forbidden; never run. */
    @SuppressWarnings({"FutureReturnValueIgnored", "ReturnValueIgnored", "CheckReturnValue", "unused"})
    private static final class Offender {
        void offend(CompletableFuture<String> future, List<String> list, Executor executor) {
            new Thread(() -> {}).start();
            new Timer();
            Executors.newCachedThreadPool();
            ForkJoinPool.commonPool();
            new SubmissionPublisher<String>();
            HttpClient.newBuilder().build();
            HttpClient.newHttpClient();
            CompletableFuture.runAsync(() -> {});
            Runnable byReference = future::join;
            future.thenRunAsync(byReference);
            future.orTimeout(1, TimeUnit.SECONDS);
            future.completeOnTimeout("", 1, TimeUnit.SECONDS);
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
            list.parallelStream();
            list.stream().parallel();
            future.thenRunAsync(byReference, executor); // allowed
        }
    }

    @Test
    void what_a_class_does_is_seen_in_its_class_file() throws IOException {
        Set<Call> calls;
        try (InputStream file = Offender.class.getResourceAsStream("ThreadMakersTest$Offender.class")) {
            calls = ClassFileCalls.in(file.readAllBytes());
        }

        assertThat(calls.stream().filter(call -> makesThread(call, calls)).map(Call::name))
                .containsExactlyInAnyOrder(
                        "<init>",
                        "<init>",
                        "<init>",
                        "newCachedThreadPool",
                        "commonPool",
                        "newBuilder",
                        "newHttpClient",
                        "runAsync",
                        "thenRunAsync",
                        "orTimeout",
                        "completeOnTimeout",
                        "delayedExecutor",
                        "parallelStream",
                        "parallel");
    }
}
