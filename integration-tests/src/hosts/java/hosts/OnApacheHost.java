package hosts;

import feign.Client;
import feign.Feign;
import feign.RequestLine;
import java.util.List;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/**
 * A program that uses Apache HttpClient through other libraries, whichever version they want: {@code spring <url>} and
 * {@code feign <url> <class of its client>} POST a text and say what has come back.
 */
public final class OnApacheHost {

    private OnApacheHost() {}

    interface Work {
        @RequestLine("POST /work")
        String post(String body);
    }

    public static void main(String[] args) throws Exception {
        RestTemplate spring = new RestTemplate(new HttpComponentsClientHttpRequestFactory());
        Lines.serve(command -> obey(spring, command));
        System.exit(0);
    }

    private static void obey(RestTemplate spring, List<String> command) throws Exception {
        String url = command.get(1);
        switch (command.get(0)) {
            case "spring" -> Lines.say("done", spring.postForObject(url + "/work", "hello", String.class));
            case "feign" -> {
                Client client =
                        (Client) Class.forName(command.get(2)).getConstructor().newInstance();
                Lines.say(
                        "done",
                        Feign.builder().client(client).target(Work.class, url).post("hello"));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }
}
