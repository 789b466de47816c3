package hosts;

import java.time.Duration;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;

/** The code of an application that {@link DroppedLoaders} deploys; it ends what its client has made. */
public final class ReactorNettyApplication implements Runnable {

    private final String url;

    public ReactorNettyApplication(String url) {
        this.url = url;
    }

    @Override
    public void run() {
        try {
            Lines.say(
                    "status",
                    HttpClient.create()
                            .get()
                            .uri(url)
                            .responseSingle((response, content) -> content.asString()
                                    .defaultIfEmpty("")
                                    .map(body -> response.status().codeAsText().toString()))
                            .block());
        } finally {
            // With a quiet period: the loops end before the connections do, which have them close what is open.
            HttpResources.disposeLoopsAndConnectionsLater(Duration.ofMillis(200), Duration.ofSeconds(5))
                    .block();
            Schedulers.shutdownNow();
        }
    }
}
