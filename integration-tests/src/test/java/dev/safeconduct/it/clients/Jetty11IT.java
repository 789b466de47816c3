package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Jetty11IT extends JettyContract {

    Jetty11IT() {
        super(new ForkedPrograms("Jetty9Host", "jetty11"));
    }
}
