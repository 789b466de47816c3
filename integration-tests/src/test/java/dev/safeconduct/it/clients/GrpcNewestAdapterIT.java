package dev.safeconduct.it.clients;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("full")
class GrpcNewestAdapterIT extends GrpcContract {

    GrpcNewestAdapterIT() throws IOException {
        super(withAdapter("grpc-newest"));
    }
}
