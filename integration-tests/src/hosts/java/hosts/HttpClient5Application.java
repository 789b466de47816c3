package hosts;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/** The code of an application that {@link DroppedLoaders} deploys; it closes its client. */
public final class HttpClient5Application implements Runnable {

    private final String url;

    public HttpClient5Application(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        try (CloseableHttpClient client = HttpClients.createDefault();
                CloseableHttpResponse response = client.execute(new HttpGet(url))) {
            Lines.say("status", Integer.toString(response.getCode()));
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
