package dev.safeconduct.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** What the tests of one HTTP client share: its programs, and some words. */
abstract class ClientContract {
    private static final Map<Jdk, ClientSession> SESSIONS = new EnumMap<>(Jdk.class);

    /** The program of {@code src/hosts} that uses the client. */
    abstract String host();

    /** The folder of {@link HostClasses#libraries} that has the client; empty if the JDK has it. */
    String libraries() {
        return "";
    }

    final ClientSession on(Jdk jdk) {
        return SESSIONS.computeIfAbsent(jdk, missing -> {
            try {
                return new ClientSession(missing, host(), libraries());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterAll
    static void endHosts() {
        SESSIONS.values().forEach(ClientSession::close);
        SESSIONS.clear();
    }

    /** With the agent first, then without. */
    static Seen assertSameWithAndWithout(ClientSession on, Call call) {
        Seen seen = on.withAgent.send(call);
        assertThat(seen).as(call.toString()).isEqualTo(on.without.send(call));
        return seen;
    }

    static void assertIsTokenOf(Api api, String authorization) {
        assertThat(authorization).startsWith("Bearer ");
        assertThat(api.issuer.issued())
                .as("issued tokens")
                .anyMatch(token -> authorization.equals("Bearer " + token.accessToken()));
    }
}
