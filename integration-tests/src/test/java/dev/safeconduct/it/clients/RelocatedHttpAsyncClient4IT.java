package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class RelocatedHttpAsyncClient4IT extends HttpAsyncClient4Contract {

    RelocatedHttpAsyncClient4IT() {
        super(new RelocatedPrograms(RelocatedCopy.HTTP_ASYNC_CLIENT_4));
    }
}
