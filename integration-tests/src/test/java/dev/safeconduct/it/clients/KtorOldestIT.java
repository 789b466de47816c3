package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class KtorOldestIT extends KtorContract {

    KtorOldestIT() {
        super(withAgent("ktor-oldest"));
    }
}
