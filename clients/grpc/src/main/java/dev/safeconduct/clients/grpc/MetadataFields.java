package dev.safeconduct.clients.grpc;

import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;

/** Header fields, as gRPC has them. */
final class MetadataFields {

    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Metadata.Key<String> DPOP = key("dpop");

    private MetadataFields() {}

    static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Whether the program has written an authorization of its own. */
    static boolean areOccupied(Metadata metadata) {
        return metadata.containsKey(AUTHORIZATION) || metadata.containsKey(DPOP);
    }

    static Metadata copy(Metadata metadata) {
        Metadata copy = new Metadata();
        copy.merge(metadata);
        return copy;
    }

    /** All values of a field. */
    static List<String> values(Metadata metadata, String name) {
        List<String> values = new ArrayList<>();
        Iterable<String> found = metadata.getAll(key(name));
        if (found != null) {
            found.forEach(values::add);
        }
        return values;
    }
}
