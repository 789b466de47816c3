package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import net.bytebuddy.jar.asm.Opcodes;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.junit.jupiter.api.Test;

/** {@code HttpDestination.send(HttpExchange)} of Jetty 12, held and made later. */
class JettyTest {

    private static final String TRANSPORT = "org/eclipse/jetty/client/transport/";

    @Test
    void a_send_is_held_and_made_later() throws Exception {
        WovenLibrary jetty = new WovenLibrary(
                "org.eclipse.jetty.",
                Scenario.class,
                TRANSPORT + "HttpDestination",
                JoinPoint.instead(
                        TestSite.FIRST,
                        "send(L" + TRANSPORT + "HttpRequest;)V",
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL,
                                TRANSPORT + "HttpDestination",
                                "send",
                                "(L" + TRANSPORT + "HttpExchange;)V")));
        assertThat(jetty.run())
                .containsExactly("held: null", "made later: java.util.concurrent.RejectedExecutionException");
        assertThat(Bridge.calls()).hasSize(1);
    }

    /** A client that is not started refuses an exchange when it gets it, and not before. */
    public static final class Scenario implements Callable<List<String>> {
        private final List<String> seen = new ArrayList<>();
        private final Object[] held = new Object[2];

        @Override
        public List<String> call() throws Exception {
            Bridge.answer((receiver, exchange) -> {
                held[0] = receiver;
                held[1] = exchange;
                return null;
            });
            HttpClient client = new HttpClient();
            HttpDestination destination = new HttpDestination(client, new Origin("http", "127.0.0.1", 1));
            Request request = client.newRequest("http://127.0.0.1:1/");
            Method send = HttpDestination.class.getDeclaredMethod("send", HttpRequest.class);
            send.setAccessible(true);
            send.invoke(destination, request);
            seen.add("held: " + request.getAbortCause());
            ((HttpDestination) held[0]).send((HttpExchange) held[1]);
            seen.add("made later: " + request.getAbortCause().getClass().getName());
            return seen;
        }
    }
}
