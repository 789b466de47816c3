package dev.safeconduct.it.clients;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("matrix")
class GrpcOldestIT extends GrpcContract {

    GrpcOldestIT() throws IOException {
        super(withAgent("grpc-oldest"));
    }
}
