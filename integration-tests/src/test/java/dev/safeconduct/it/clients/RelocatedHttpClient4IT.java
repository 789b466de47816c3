package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class RelocatedHttpClient4IT extends HttpClient4Contract {

    RelocatedHttpClient4IT() {
        super(new RelocatedPrograms(RelocatedCopy.WAGON));
    }
}
