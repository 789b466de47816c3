package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class KtorNewestIT extends KtorContract {

    KtorNewestIT() {
        super(withAgent("ktor-newest"));
    }
}
