package dev.safeconduct.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.TransientException;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallFailureTest {

    /** What the JDK says where a connection ends during a handshake; which of them, is a matter of timing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Remote host terminated the handshake",
                "Remote host closed the channel",
                "closing inbound before receiving peer's close_notify",
            })
    void a_connection_that_breaks_off_is_no_matter_of_trust(String message) {
        IOException failure = new IOException(message, new SSLException(message));
        assertThat(CallFailure.of(failure, "token endpoint", Duration.ofSeconds(1), null))
                .isInstanceOf(TransientException.class);
    }
}
