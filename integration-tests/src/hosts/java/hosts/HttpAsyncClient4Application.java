package hosts;

import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;

/** The code of an application that {@link DroppedLoaders} deploys; it closes its client. */
public final class HttpAsyncClient4Application implements Runnable {

    private final String url;

    public HttpAsyncClient4Application(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        try (CloseableHttpAsyncClient client = HttpAsyncClients.createDefault()) {
            client.start();
            int status =
                    client.execute(new HttpGet(url), null).get().getStatusLine().getStatusCode();
            Lines.say("status", Integer.toString(status));
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
