package hosts.spring;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** An application that calls others, when it starts and when it is called. Its RestClient is over java.net.http. */
@SpringBootApplication
@RestController
public class Application implements ApplicationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final RestClient client;
    private final Environment environment;
    private final List<URI> calledAtStart;

    Application(RestClient.Builder builder, Environment environment, @Value("${url:}") List<URI> calledAtStart) {
        client = builder.build();
        this.environment = environment;
        this.calledAtStart = calledAtStart;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        calledAtStart.forEach(url -> LOG.info("At start: {}", call(url)));
        LOG.info("Ready on port {}", environment.getProperty("local.server.port"));
    }

    /** Calls another server, and answers with the status and the body. */
    @GetMapping("/call")
    String call(@RequestParam URI url) {
        LOG.info("Calling");
        return client.get().uri(url).exchange((request, response) -> {
            String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            return response.getStatusCode().value() + " " + body;
        });
    }

    /** Answers with the credentials of the caller. */
    @GetMapping("/caller")
    String caller(@RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "anonymous") String authorization) {
        return authorization;
    }

    /** Answers, of these classes, with those that the application can see and where they come from, line by line. */
    @PostMapping("/classes")
    String classes(@RequestBody String names) {
        StringBuilder visible = new StringBuilder();
        for (String name : names.lines().toList()) {
            try {
                CodeSource source = Class.forName(
                                name, false, Thread.currentThread().getContextClassLoader())
                        .getProtectionDomain()
                        .getCodeSource();
                visible.append(name)
                        .append(' ')
                        .append(source == null ? "JDK" : source.getLocation())
                        .append('\n');
            } catch (ClassNotFoundException | LinkageError e) {
                // not to be seen
            }
        }
        return visible.toString();
    }
}
