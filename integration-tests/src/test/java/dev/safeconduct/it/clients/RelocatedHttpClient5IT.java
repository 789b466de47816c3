package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class RelocatedHttpClient5IT extends HttpClient5Contract {

    RelocatedHttpClient5IT() {
        super(new RelocatedPrograms(RelocatedCopy.DOCKER_JAVA));
    }
}
