package dev.safeconduct.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A fresh token where many servers are configured, beside the same with one server. */
public class MatcherScale {

    @State(Scope.Benchmark)
    public abstract static class Servers {
        OwnSession session;

        abstract int number();

        @Setup
        public void setUp() throws Exception {
            session = new OwnSession(number());
        }

        @TearDown
        public void tearDown() {
            session.close();
        }
    }

    @State(Scope.Benchmark)
    public static class One extends Servers {
        @Override
        int number() {
            return 1;
        }
    }

    @State(Scope.Benchmark)
    public static class Hundred extends Servers {
        @Override
        int number() {
            return 100;
        }
    }

    @State(Scope.Benchmark)
    public static class TenThousand extends Servers {
        @Override
        int number() {
            return 10_000;
        }
    }

    /** With 10,000. */
    @Benchmark
    public Object ours(TenThousand servers, OtherUris uris) throws Exception {
        return servers.session.safeconduct.authorization("GET", uris.of(servers.session.url));
    }

    @Benchmark
    public Object hundredServers(Hundred servers, OtherUris uris) throws Exception {
        return servers.session.safeconduct.authorization("GET", uris.of(servers.session.url));
    }

    @Benchmark
    public Object oneServer(One servers, OtherUris uris) throws Exception {
        return servers.session.safeconduct.authorization("GET", uris.of(servers.session.url));
    }
}
