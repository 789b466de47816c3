package hosts;

import java.net.URI;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;

/** The code of an application that {@link DroppedLoaders} deploys; it closes its client. */
public final class HttpAsyncClient5Application implements Runnable {

    private final String url;

    public HttpAsyncClient5Application(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        try (CloseableHttpAsyncClient client = HttpAsyncClients.createDefault()) {
            client.start();
            int status = client.execute(
                            new BasicRequestProducer(new BasicHttpRequest("GET", URI.create(url)), null),
                            SimpleResponseConsumer.create(),
                            null)
                    .get()
                    .getCode();
            Lines.say("status", Integer.toString(status));
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
