package dev.safeconduct.it.clients;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class RelocatedNettyIT extends NettyContract {

    RelocatedNettyIT() {
        super(new RelocatedPrograms(RelocatedCopy.PULSAR));
    }

    @Override
    protected boolean handsBackAtTimeout() {
        return false;
    }
}
