package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class Jetty12NewestIT extends JettyContract {

    Jetty12NewestIT() {
        super(new ForkedPrograms("Jetty12Host", "jetty12-newest"));
    }
}
