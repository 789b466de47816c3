package dev.safeconduct.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.TestClient.Outcome;
import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.internal.token.CachedToken;
import dev.safeconduct.client.internal.token.Renewal;
import dev.safeconduct.client.internal.token.RenewalWindow;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FreePort;
import dev.safeconduct.testkit.Reply;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store that fails, an authorization server that hangs, a secret that is wrong: no login is lost, no request held up. */
class TroubleTest extends ClientTest {

    private interface Fault {
        void before(String method) throws TokenStoreException;
    }

    private static TokenStore faulty(TokenStore store, Fault fault) {
        return (TokenStore) Proxy.newProxyInstance(
                TokenStore.class.getClassLoader(), new Class<?>[] {TokenStore.class}, (proxy, method, arguments) -> {
                    fault.before(method.getName());
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private interface Delay {
        void after(String method) throws InterruptedException;
    }

    private static TokenStore after(TokenStore store, Delay delay) {
        return (TokenStore) Proxy.newProxyInstance(
                TokenStore.class.getClassLoader(), new Class<?>[] {TokenStore.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(store, arguments);
                    delay.after(method.getName());
                    return result;
                });
    }

    /** The same wiring as ClientCore.newSource, over another store. */
    private CachedToken source(TestClient client, TokenStore store) {
        return source(client, store, Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
    }

    private CachedToken source(TestClient client, TokenStore store, Executor executor) {
        ServerConfig server = client.server();
        Records records = new Records(store, null);
        ConfiguredServer access = client.core.access(server, server.tokenKey());
        Renewal renewal = new Renewal(
                access,
                records,
                client.core.registrar(),
                client.core.tokenEndpoint(),
                client.core.tokenRequests(),
                client.core.idTokens(),
                new ExitGuard(() -> {}),
                clock,
                null);
        return new CachedToken(
                access,
                records,
                renewal,
                new RenewalWindow(() -> 0),
                (challenges, reason) -> CompletableFuture.completedFuture(null),
                executor,
                clock,
                new EventLog() {
                    @Override
                    public boolean enabled(Level level) {
                        return true;
                    }

                    @Override
                    public void log(Level level, String message, @Nullable Throwable cause) {
                        client.log.add(level + " " + message);
                    }
                });
    }

    /** Over a disk that takes nothing as long as it is full. */
    private CachedToken sourceOnDisk(TestClient client, AtomicBoolean full) {
        return source(client, faulty(client.core.records().store(), method -> {
            if (full.get() && method.equals("replace")) {
                throw new TokenStoreException("No space left on device", null);
            }
        }));
    }

    private static Authorization authorization(CachedToken source) throws Exception {
        Authorization now = source.current();
        return now != null ? now : source.obtain().get(30, TimeUnit.SECONDS);
    }

    @Test
    void a_slow_reading_of_the_store_does_not_bring_back_a_token_that_was_renewed_meanwhile() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        AtomicInteger reads = new AtomicInteger(Integer.MIN_VALUE);
        CountDownLatch hasRead = new CountDownLatch(1);
        CountDownLatch renewed = new CountDownLatch(1);
        TokenStore store = after(client.core.records().store(), method -> {
            if (method.equals("read") && reads.incrementAndGet() == 1) {
                hasRead.countDown();
                assertThat(renewed.await(30, TimeUnit.SECONDS)).isTrue();
            }
        });
        ExecutorService executor = Executors.newCachedThreadPool();
        CachedToken source = source(client, store, executor);
        Authorization old = authorization(source);

        clock.forward(Duration.ofSeconds(2));
        reads.set(0);
        assertThat(source.current()).isEqualTo(old); // and the store is read again in the background
        assertThat(hasRead.await(30, TimeUnit.SECONDS)).isTrue();
        as.endAccessTokens();
        Authorization fresh = source.reauthorize(old, List.of(), true)
                .get(30, TimeUnit.SECONDS)
                .authorization();
        renewed.countDown();
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(fresh).isNotEqualTo(old).isNotEqualTo(Authorization.none());
        assertThat(source.current()).isEqualTo(fresh);
    }

    @Test
    void a_token_that_could_not_be_stored_is_stored_as_soon_as_it_can_be() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        AtomicBoolean full = new AtomicBoolean(true);
        CachedToken source = sourceOnDisk(client, full);
        clock.forward(Duration.ofHours(2));
        Authorization refreshed = authorization(source);
        full.set(false);

        clock.forward(Duration.ofSeconds(2));
        assertThat(authorization(source)).isEqualTo(refreshed);

        Records records = client.core.records();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!refreshed.carries(records.tokens()
                .read(client.server().tokenKey())
                .value()
                .token()
                .accessToken())) {
            assertThat(System.nanoTime()).as("stored in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_store_that_cannot_be_written_makes_no_refresh_rarer() throws Exception {
        as.tokenLifetime(Duration.ofMinutes(2));
        TestClient client = client();
        client.get(api.resource());
        TokenStore store = faulty(client.core.records().store(), method -> {
            if (method.equals("replace")) {
                throw new TokenStoreException("No space left on device", null);
            }
        });
        CachedToken source = source(client, store, Runnable::run); // the background is now
        for (int i = 0; i < 150; i++) {
            assertThat(authorization(source).isNone()).as("request " + i).isFalse();
            clock.forward(Duration.ofSeconds(5)); // each request tries to store the token, in vain
        }
        assertThat(as.refreshCount()).isGreaterThan(5);
        assertThat(as.reuseCount()).isZero();
    }

    @Test
    void a_login_that_failed_before_there_was_a_page_is_tried_again_soon() throws Exception {
        TestClient client = client();
        as.next("/register", 1, Reply.status(503));

        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(client.get(api.resource()).status()).isEqualTo(401);
        assertThat(as.requestsTo("/authorize")).isEmpty();

        clock.forward(Duration.ofSeconds(31));
        assertThat(client.get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void a_store_that_cannot_be_written_does_not_spend_a_refresh_token_twice() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        AtomicBoolean full = new AtomicBoolean(true);
        CachedToken source = sourceOnDisk(client, full);
        clock.forward(Duration.ofHours(2));
        assertThat(authorization(source).isNone()).isFalse(); // refreshed, in memory only
        clock.forward(Duration.ofHours(2));
        Authorization second = authorization(source);
        assertThat(as.reuseCount()).as("a spent refresh token was sent again").isZero();
        assertThat(second.isNone()).isFalse();
    }

    @Test
    void a_wrong_client_secret_of_one_program_does_not_end_the_login_of_all() throws Exception {
        as.client("app", "right", "http://127.0.0.1/callback");
        as.anyLoopbackPort(true);
        String[] app = {"server.api.client-id", "app", "server.api.client-secret", "right"};
        TestClient good = client(app);
        assertThat(good.get(api.resource()).status()).isEqualTo(200);
        clock.forward(Duration.ofHours(2));
        TestClient bad = client("login", "never", "server.api.client-id", "app", "server.api.client-secret", "expired");
        assertThat(bad.get(api.resource()).status()).isEqualTo(401);
        TestClient again = client("login", "never", app[0], app[1], app[2], app[3]);
        assertThat(again.get(api.resource()).status()).isEqualTo(200);
    }

    @Test
    void to_log_out_of_one_server_does_not_lose_the_login_of_another() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        Records records = client.core.records();
        var mine = records.tokens().read(client.server().tokenKey()).value();
        TokenKey mcp = TokenKey.of("https://api.example/mcp");
        TokenKey origin = TokenKey.of("https://api.example");
        records.tokens().put(withKey(mine, mcp));
        records.tokens().put(withKey(mine, origin));
        assertThat(records.tokens().read(origin).value()).isNotNull();
        records.tokens().remove(mcp);
        assertThat(records.tokens().read(origin).value()).isNotNull();
    }

    private static TokenRecord withKey(TokenRecord r, TokenKey key) {
        return new TokenRecord(
                key,
                r.token(),
                r.issuer(),
                r.clientId(),
                r.resource(),
                r.tokenEndpoint(),
                r.revocationEndpoint(),
                r.createdAt(),
                r.clientAuth(),
                r.resourceMetadata(),
                r.refreshRefusal());
    }

    @Test
    void servers_whose_authorization_server_hangs_do_not_hold_up_another() throws Exception {
        TestClient first = client();
        first.get(api.resource());
        String[] more = new String[12];
        Records records = first.core.records();
        var mine = records.tokens().read(first.server().tokenKey()).value();
        for (int i = 0; i < 5; i++) {
            String url = api.origin() + "/s" + i;
            more[2 * i] = "server.s" + i + ".url";
            more[2 * i + 1] = url;
            records.tokens().put(withKey(mine, TokenKey.of(url)));
        }
        more[10] = "server.other.url";
        more[11] = "http://localhost:" + api.port() + "/other"; // no login
        clock.forward(Duration.ofHours(2));
        as.next("/token", 100, Reply.never());
        TestClient client = client(more);
        List<CompletableFuture<Authorization>> hanging = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hanging.add(client.source("s" + i).obtain());
        }
        client.source("other").obtain().get(60, TimeUnit.SECONDS);
        assertThat(hanging).as("those that hang, when the other is done").noneMatch(CompletableFuture::isDone);
    }

    @Test
    void a_store_that_cannot_be_read_does_not_hold_every_request() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        AtomicInteger reads = new AtomicInteger();
        CachedToken source = source(client, faulty(client.core.records().store(), method -> {
            if (method.equals("read")) {
                reads.incrementAndGet();
                try {
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new TokenStoreException("redis is down", null);
            }
        }));
        authorization(source);
        int held = 0;
        for (int i = 0; i < 10; i++) {
            if (source.current() == null) {
                held++;
                source.obtain().get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(held).as("of ten requests within a moment held for 300 ms").isLessThanOrEqualTo(3);
    }

    @Test
    void a_corrupt_record_does_not_hold_every_request() throws Exception {
        TestClient client = client();
        client.get(api.resource());
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{\"access_tok");
            }
        }
        TestClient later = client("login", "never");
        later.get(api.resource());
        int held = 0;
        for (int i = 0; i < 10; i++) {
            if (later.source().current() == null) {
                held++;
                later.source().obtain().get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(held).as("of ten requests at once held for the reading").isLessThanOrEqualTo(3);
    }

    @Test
    void githubs_bad_refresh_token_ends_the_login_and_says_so() throws Exception {
        client().get(api.resource());
        clock.forward(Duration.ofHours(2));
        as.next("/token", 100, Reply.oauthError(200, "bad_refresh_token", "The refresh token passed is incorrect"));
        TestClient later = client("login", "never");
        for (int i = 0; i < 5; i++) {
            later.get(api.resource());
            clock.forward(Duration.ofMinutes(3));
        }
        assertThat(later.log).anyMatch(line -> line.contains("Log in to " + api.resource()));
    }

    @Test
    void a_new_registration_does_not_take_the_secret_of_older_logins() throws Exception {
        as.registrationAuthMethod("client_secret_basic");
        TestClient first = client();
        assertThat(first.get(api.resource()).status()).isEqualTo(200);
        FakeProtectedResource other = FakeProtectedResource.start(as);
        try {
            TestClient second =
                    client("server.api.url", other.resource(), "callback.port", String.valueOf(FreePort.find()));
            assertThat(second.get(other.resource()).status()).isEqualTo(200);
        } finally {
            other.close();
        }
        assertThat(as.requestsTo("/register")).hasSizeGreaterThanOrEqualTo(2);
        clock.forward(Duration.ofHours(2));
        TestClient later = client("login", "never");
        Outcome outcome = later.get(api.resource());
        assertThat(outcome.status()).as(later.log.toString()).isEqualTo(200);
    }

    @Test
    void an_authorization_server_that_hangs_does_not_hold_requests_again_and_again() throws Exception {
        client().get(api.resource());
        clock.forward(Duration.ofHours(2));
        as.next("/token", 100, Reply.never());
        TestClient later = client("login", "never", "http.timeout", "2s");
        later.get(api.resource()); // held for the whole timeout, once

        for (int i = 0; i < 3; i++) {
            clock.forward(Duration.ofMinutes(2)); // the pause after the failure is over
            assertThat(later.source().obtain().get(30, TimeUnit.SECONDS).isNone())
                    .isTrue();
            assertThat(later.source().current())
                    .as("null would hold the request")
                    .isNotNull();
        }
    }
}
