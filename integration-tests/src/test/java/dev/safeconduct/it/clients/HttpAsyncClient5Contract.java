package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;

/** One version of Apache HttpClient 5, its asynchronous client. */
abstract class HttpAsyncClient5Contract extends ApacheContract {

    HttpAsyncClient5Contract(ClientPrograms programs) {
        super(programs);
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("HttpAsyncClient5Host", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("HttpAsyncClient5LibraryHost", new ForkedPrograms("HttpAsyncClient5Host", version));
    }
}
