package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Jetty12OldestIT extends JettyContract {

    Jetty12OldestIT() {
        super(new ForkedPrograms("Jetty12Host", "jetty12-oldest"));
    }
}
