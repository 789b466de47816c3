package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;

/** One version of Apache HttpAsyncClient 4. */
abstract class HttpAsyncClient4Contract extends ApacheContract {

    HttpAsyncClient4Contract(String version) {
        this(new ForkedPrograms("HttpAsyncClient4Host", version));
    }

    HttpAsyncClient4Contract(ClientPrograms programs) {
        super(programs);
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
