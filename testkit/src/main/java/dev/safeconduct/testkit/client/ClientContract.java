package dev.safeconduct.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** What the tests of one HTTP client share: its programs, and some words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ClientContract {
    private final Map<String, ClientSession> sessions = new HashMap<>();

    /** For subclasses. */
    protected ClientContract() {}

    /** The programs that use the client. */
    protected abstract ClientPrograms programs();

    /** Settings of servers that a contract has besides those of {@link ClientSession}. */
    protected List<Map<String, String>> settings(SelfSigned certificate) {
        return List.of();
    }

    /** The environments, as parameters of the tests. */
    protected final List<?> environments() {
        return programs().environments();
    }

    /** The programs and servers of one environment. */
    protected final ClientSession on(Object environment) {
        return sessions.computeIfAbsent(environment.toString(), missing -> {
            try {
                return new ClientSession(environment, programs(), this::settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterAll
    void endPrograms() {
        sessions.values().forEach(ClientSession::close);
        sessions.clear();
    }

    /** With tokens first, then without. */
    protected static Seen assertSameWithAndWithout(ClientSession on, Call call) {
        Seen seen = on.withAgent.send(call);
        assertThat(seen).as(call.toString()).isEqualTo(on.without.send(call));
        return seen;
    }

    /** That a field has a token which was issued for this server. */
    protected static void assertIsTokenOf(Api api, String authorization) {
        assertThat(authorization).startsWith("Bearer ");
        assertThat(api.issuer.issued())
                .as("issued tokens")
                .anyMatch(token -> authorization.equals("Bearer " + token.accessToken()));
    }
}
