package dev.safeconduct.it.clients;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("matrix")
class GrpcOldestAdapterIT extends GrpcContract {

    GrpcOldestAdapterIT() throws IOException {
        super(withAdapter("grpc-oldest"));
    }
}
