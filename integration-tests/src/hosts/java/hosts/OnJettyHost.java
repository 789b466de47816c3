package hosts;

import java.util.List;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.HttpStatusCodeException;
import org.springframework.web.client.RestTemplate;

/** A program that uses Jetty's HttpClient through Spring: {@code spring <url>} POSTs a text and says what has come back. */
public final class OnJettyHost {

    private OnJettyHost() {}

    public static void main(String[] args) throws Exception {
        RestTemplate spring = new RestTemplate((ClientHttpRequestFactory)
                Class.forName("org.springframework.http.client.JettyClientHttpRequestFactory")
                        .getConstructor()
                        .newInstance());
        Lines.serve(command -> post(spring, command));
        System.exit(0);
    }

    private static void post(RestTemplate spring, List<String> command) {
        try {
            spring.postForObject(command.get(1) + "/work", "hello", String.class);
            Lines.say("done");
        } catch (HttpStatusCodeException e) {
            Lines.say("refused", e.getMessage().substring(0, "401".length()));
        }
    }
}
