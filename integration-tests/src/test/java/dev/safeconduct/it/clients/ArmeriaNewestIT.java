package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}. */
@Tag("full")
class ArmeriaNewestIT extends ArmeriaContract {

    ArmeriaNewestIT() {
        super(withAgent("armeria-newest"));
    }
}
