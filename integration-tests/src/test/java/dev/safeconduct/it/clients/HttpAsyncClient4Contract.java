package dev.safeconduct.it.clients;

/** One version of Apache HttpAsyncClient 4. */
abstract class HttpAsyncClient4Contract extends ApacheContract {

    HttpAsyncClient4Contract(String version) {
        super(new ForkedPrograms("HttpAsyncClient4Host", version));
    }

    @Override
    protected boolean normalizes() {
        return true;
    }

    @Override
    protected boolean normalizesPaths() {
        return true;
    }
}
