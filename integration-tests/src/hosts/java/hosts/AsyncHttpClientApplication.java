package hosts;

import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.Dsl;

/** The code of an application that {@link DroppedLoaders} deploys; it closes its client. */
public final class AsyncHttpClientApplication implements Runnable {

    private final String url;

    public AsyncHttpClientApplication(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        try (AsyncHttpClient client = Dsl.asyncHttpClient()) {
            Lines.say(
                    "status",
                    Integer.toString(client.prepareGet(url).execute().get().getStatusCode()));
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
