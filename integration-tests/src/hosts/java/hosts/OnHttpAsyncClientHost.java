package hosts;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import java.net.URI;
import java.util.List;
import org.apache.http.HttpHost;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;

/**
 * A program that uses Elasticsearch's low-level client, whichever it has: {@code rest <url>} by Apache HttpAsyncClient 4,
 * {@code rest5 <url>} by HttpClient 5. It POSTs a text to {@code /work} below and says what has come back.
 */
public final class OnHttpAsyncClientHost {

    private OnHttpAsyncClientHost() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(OnHttpAsyncClientHost::obey);
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        URI url = URI.create(command.get(1));
        String path = url.getPath() + "/work";
        switch (command.get(0)) {
            case "rest" -> Lines.say("done", rest(url, path));
            case "rest5" -> Lines.say("done", rest5(url, path));
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private static String rest(URI url, String path) throws Exception {
        try (RestClient client = RestClient.builder(new HttpHost(url.getHost(), url.getPort(), url.getScheme()))
                .build()) {
            Request request = new Request("POST", path);
            request.setJsonEntity("{\"a\":1}");
            return Integer.toString(
                    client.performRequest(request).getStatusLine().getStatusCode());
        }
    }

    private static String rest5(URI url, String path) throws Exception {
        URI server = URI.create(url.getScheme() + "://" + url.getAuthority());
        try (Rest5Client client = Rest5Client.builder(server).build()) {
            var request = new co.elastic.clients.transport.rest5_client.low_level.Request("POST", path);
            request.setJsonEntity("{\"a\":1}");
            return Integer.toString(client.performRequest(request).getStatusCode());
        }
    }
}
