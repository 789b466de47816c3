package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class KtorOldestAdapterIT extends KtorContract {

    KtorOldestAdapterIT() {
        super(withAdapter("ktor-oldest"));
    }
}
