package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;

/** One version of Apache HttpClient 4. */
abstract class HttpClient4Contract extends ApacheContract {

    HttpClient4Contract(ClientPrograms programs) {
        super(programs);
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("HttpClient4Host", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("HttpClient4LibraryHost", new ForkedPrograms("HttpClient4Host", version));
    }

    @Override
    protected boolean normalizes() {
        return true;
    }

    @Override
    protected boolean normalizesPaths() {
        return true;
    }

    @Override
    protected String followsAllWith() {
        return "all-redirects";
    }
}
