package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;

/** One version of a client on Netty. */
abstract class NettyContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    NettyContract(ClientPrograms programs) {
        this.programs = programs;
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String client, String version) {
        return new ForkedPrograms(client + "Host", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String client, String version) {
        return new LibraryPrograms(client + "LibraryHost", new ForkedPrograms(client + "Host", version));
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    @Override
    protected int largestRepeated() {
        return 64 * 1024;
    }

    /** A handler has no other than its own. */
    @Override
    protected boolean replacesConnections() {
        return false;
    }

    @Override
    protected boolean normalizes() {
        return true;
    }
}
