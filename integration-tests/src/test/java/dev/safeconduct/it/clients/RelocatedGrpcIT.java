package dev.safeconduct.it.clients;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("full")
class RelocatedGrpcIT extends GrpcContract {

    RelocatedGrpcIT() throws IOException {
        super(new RelocatedPrograms(RelocatedCopy.GRPC));
    }
}
