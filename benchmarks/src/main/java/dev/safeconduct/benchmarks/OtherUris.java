package dev.safeconduct.benchmarks;

import java.net.URI;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A URL, each time as another object than the time before: as a program has it that makes one for each request. */
@State(Scope.Thread)
public class OtherUris {

    private final URI[] uris = new URI[64];
    private int next;

    URI of(URI url) {
        next = (next + 1) & (uris.length - 1);
        URI other = uris[next];
        if (other == null) {
            other = URI.create(url.toString());
            uris[next] = other;
        }
        return other;
    }
}
