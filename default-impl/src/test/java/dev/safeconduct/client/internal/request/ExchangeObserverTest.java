package dev.safeconduct.client.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.config.ServerConfig;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.MinuteLog;
import dev.safeconduct.client.internal.token.Reauthorization;
import dev.safeconduct.client.internal.token.TokenSource;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestExchange;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the one decision on a request tells of it, for counters. */
class ExchangeObserverTest {

    private static final Origin API = new Origin("https", "api.example.com", -1);
    private static final ServerConfig SERVER =
            ServerConfig.adHoc(ServerUrl.parse("https://api.example.com"), "api", GrantFlows.ALL);

    private final List<String> seen = new ArrayList<>();
    private final Source source = new Source();
    private final ServerDestination destination = new ServerDestination(
            SERVER,
            source,
            new ExchangeSettings(Duration.ofSeconds(5), Runnable::run, new MinuteLog(new Quiet(), Clock.systemUTC()))
                    .observedBy((server, event) -> seen.add(server + " " + event)));
    private final RequestExchange exchange = destination.begin(Duration.ZERO);

    private void send(boolean occupied) {
        exchange.before(destination, new Hop("GET", API, "/", API, List.of(), occupied))
                .join();
    }

    private boolean answer(int status, String challenge) {
        return exchange.after(status, name -> name.equals(AuthChallenge.HEADER) ? List.of(challenge) : List.of(), true)
                .join();
    }

    @Test
    void a_request_with_a_token_is_injected_and_no_more() {
        send(false);
        assertThat(answer(200, "")).isFalse();
        assertThat(seen).containsExactly("api INJECTED");
    }

    @Test
    void a_request_that_is_left_alone_or_has_no_token_is_passed_and_its_401_is_not_counted() {
        send(true);
        assertThat(answer(401, "Basic realm=x")).isFalse();
        assertThat(seen).containsExactly("api PASSED");
        seen.clear();
        source.current = Authorization.none();
        send(false);
        assertThat(seen).containsExactly("api PASSED");
    }

    @Test
    void a_refusal_is_resent_and_then_failed_where_that_is_refused_too() {
        send(false);
        source.next = new Authorization[] {Authorization.bearer("two"), Authorization.none()};
        assertThat(answer(401, "Bearer")).isTrue();
        send(false);
        assertThat(answer(401, "Bearer")).isFalse();
        assertThat(seen).containsExactly("api INJECTED", "api RESENT", "api INJECTED", "api FAILED");
    }

    @Test
    void a_403_for_want_of_scope_is_failed_and_any_other_is_the_programs_affair() {
        send(false);
        assertThat(answer(403, "Bearer error=insufficient_scope, scope=more")).isFalse();
        assertThat(answer(403, "Bearer")).isFalse();
        assertThat(seen).containsExactly("api INJECTED", "api FAILED");
    }

    /** Has one token, and what comes after a refusal. */
    private static final class Source implements TokenSource {

        private Authorization current = Authorization.bearer("one");
        private Authorization[] next = {Authorization.none()};
        private int asked;

        @Override
        public @Nullable Authorization current() {
            return current;
        }

        @Override
        public CompletableFuture<Authorization> obtain() {
            return CompletableFuture.completedFuture(current);
        }

        @Override
        public CompletableFuture<Reauthorization> reauthorize(
                Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
            return CompletableFuture.completedFuture(new Reauthorization(next[asked++], false, null));
        }

        @Override
        public CompletableFuture<Reauthorization> renew(
                Authorization refused, List<AuthChallenge> challenges, boolean resendable) {
            return reauthorize(refused, challenges, resendable);
        }

        @Override
        public CompletableFuture<Reauthorization> stepUp(
                Authorization refused, List<AuthChallenge> challenges, boolean allowed) {
            return CompletableFuture.completedFuture(Reauthorization.NONE);
        }

        @Override
        public void accepted(Authorization sent) {}

        @Override
        public void refused(Authorization fresh) {}
    }

    private static final class Quiet implements EventLog {
        @Override
        public boolean enabled(Level level) {
            return false;
        }

        @Override
        public void log(Level level, String message, @Nullable Throwable cause) {}
    }
}
