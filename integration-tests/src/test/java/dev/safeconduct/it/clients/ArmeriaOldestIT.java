package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code integration-tests/clients/run}: it takes a minute. */
@Tag("matrix")
class ArmeriaOldestIT extends ArmeriaOldestContract {

    ArmeriaOldestIT() {
        super(withAgent("armeria-oldest"));
    }
}
