package hosts;

import org.springframework.web.reactive.function.client.WebClient;

/** A program that uses Spring's WebClient on Reactor Netty: {@code webclient <url>} POSTs a text and says what has come back. */
public final class OnNettyHost {

    private OnNettyHost() {}

    public static void main(String[] args) throws Exception {
        WebClient client = WebClient.create();
        Lines.serve(command -> Lines.say(
                "done",
                client.post()
                        .uri(command.get(1) + "/work")
                        .bodyValue("hello")
                        .retrieve()
                        .bodyToMono(String.class)
                        .block()));
        System.exit(0);
    }
}
