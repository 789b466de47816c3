package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class Jetty9NewestIT extends JettyContract {

    Jetty9NewestIT() {
        super(new ForkedPrograms("Jetty9Host", "jetty9-newest"));
    }
}
