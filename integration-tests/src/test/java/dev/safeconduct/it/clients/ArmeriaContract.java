package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;

/** One version of Armeria's client, over HTTP/1.1. */
abstract class ArmeriaContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    ArmeriaContract(ClientPrograms programs) {
        this.programs = programs;
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("ArmeriaHost", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("ArmeriaLibraryHost", new ForkedPrograms("ArmeriaHost", version));
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    @Override
    protected int largestRepeated() {
        return 64 * 1024;
    }

    @Override
    protected boolean normalizes() {
        return true;
    }

    @Override
    protected boolean normalizesPaths() {
        return true;
    }

    /** Armeria drops it when it makes an endpoint of a URL. */
    @Override
    protected boolean tellsUserInfo() {
        return false;
    }
}
