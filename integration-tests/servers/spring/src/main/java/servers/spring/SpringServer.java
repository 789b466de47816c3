package servers.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The resources, and the second port that they are called at. */
@SpringBootApplication
@RestController
public class SpringServer {

    static final String CLIENT_KEYS = "/client-keys";

    public static void main(String[] args) {
        SpringApplication.run(SpringServer.class, args);
    }

    @GetMapping({"/mail", "/files", "/bound"})
    String resource(java.security.Principal caller) {
        return caller.getName();
    }

    /** Of the client that signs its assertions. */
    @GetMapping(path = CLIENT_KEYS, produces = "application/json")
    String clientKeys(@Value("${KEYS}") Path folder) throws IOException {
        return Files.readString(folder.resolve("jwks.json"));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> resourcePort(@Value("${RESOURCE_PORT}") int port) {
        return factory -> {
            Connector connector = new Connector();
            connector.setPort(port);
            connector.setProperty("address", "127.0.0.1");
            factory.addAdditionalConnectors(connector);
        };
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        System.out.println("ready");
    }
}
