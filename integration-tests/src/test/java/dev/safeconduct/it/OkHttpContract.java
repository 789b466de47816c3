package dev.safeconduct.it;

import dev.safeconduct.testkit.client.ClientPrograms;
import dev.safeconduct.testkit.client.HttpClientInstrumentationContract;

/** One version of OkHttp. */
abstract class OkHttpContract extends HttpClientInstrumentationContract {

    private final ClientPrograms programs;

    OkHttpContract(ClientPrograms programs) {
        this.programs = programs;
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("OkHttpHost", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("OkHttpLibraryHost", new ForkedPrograms("OkHttpHost", version));
    }

    @Override
    protected ClientPrograms programs() {
        return programs;
    }

    @Override
    protected boolean normalizes() {
        return true;
    }
}
