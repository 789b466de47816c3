package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class RelocatedJetty12IT extends JettyContract {

    RelocatedJetty12IT() {
        super(new RelocatedPrograms(RelocatedCopy.JETTY_12));
    }
}
