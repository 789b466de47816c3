package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class RelocatedOkHttpIT extends OkHttpContract {

    RelocatedOkHttpIT() {
        super(new RelocatedPrograms(RelocatedCopy.LAUNCH_DARKLY));
    }
}
