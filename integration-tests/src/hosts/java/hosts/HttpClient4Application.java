package hosts;

import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;

/** The code of an application that {@link DroppedLoaders} deploys; it closes its client. */
public final class HttpClient4Application implements Runnable {

    private final String url;

    public HttpClient4Application(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        try (CloseableHttpClient client = HttpClients.createDefault();
                CloseableHttpResponse response = client.execute(new HttpGet(url))) {
            Lines.say("status", Integer.toString(response.getStatusLine().getStatusCode()));
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
