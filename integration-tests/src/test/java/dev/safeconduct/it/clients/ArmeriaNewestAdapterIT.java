package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

/** In {@code -Pfull}: the same is tested with the agent. */
@Tag("full")
class ArmeriaNewestAdapterIT extends ArmeriaContract {

    ArmeriaNewestAdapterIT() {
        super(withAdapter("armeria-newest"));
    }
}
