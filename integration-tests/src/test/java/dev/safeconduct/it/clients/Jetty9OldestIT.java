package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Jetty9OldestIT extends JettyContract {

    Jetty9OldestIT() {
        super(new ForkedPrograms("Jetty9Host", "jetty9-oldest"));
    }
}
