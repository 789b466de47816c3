package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("full")
class KtorNewestAdapterIT extends KtorContract {

    KtorNewestAdapterIT() {
        super(withAdapter("ktor-newest"));
    }
}
