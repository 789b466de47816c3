package dev.safeconduct.it.clients;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("full")
class GrpcNewestIT extends GrpcContract {

    GrpcNewestIT() throws IOException {
        super(withAgent("grpc-newest"));
    }
}
