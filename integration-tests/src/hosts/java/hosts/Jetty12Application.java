package hosts;

import org.eclipse.jetty.client.HttpClient;

/** The code of an application that {@link DroppedLoaders} deploys; it ends its client. */
public final class Jetty12Application implements Runnable {

    private final String url;

    public Jetty12Application(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        HttpClient client = new HttpClient();
        try {
            client.start();
            Lines.say("status", Integer.toString(client.GET(url).getStatus()));
            client.stop();
        } catch (Exception e) {
            Lines.say("status", Lines.failure(e));
        }
    }
}
