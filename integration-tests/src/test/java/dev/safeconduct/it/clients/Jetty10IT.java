package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Jetty10IT extends JettyContract {

    Jetty10IT() {
        super(new ForkedPrograms("Jetty9Host", "jetty10"));
    }
}
