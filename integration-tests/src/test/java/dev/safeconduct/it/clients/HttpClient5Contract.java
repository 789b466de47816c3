package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;

/** One version of Apache HttpClient 5, its classic client. */
abstract class HttpClient5Contract extends ApacheContract {

    HttpClient5Contract(ClientPrograms programs) {
        super(programs);
    }

    /** The agent puts the adapter in. */
    static ClientPrograms withAgent(String version) {
        return new ForkedPrograms("HttpClient5Host", version);
    }

    /** The program does it itself. */
    static ClientPrograms withAdapter(String version) {
        return new LibraryPrograms("HttpClient5LibraryHost", new ForkedPrograms("HttpClient5Host", version));
    }
}
