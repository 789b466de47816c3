package dev.safeconduct.it;

/** One version of OkHttp. */
abstract class OkHttpContract extends HttpClientInstrumentationContract {

    @Override
    String host() {
        return "OkHttpHost";
    }

    @Override
    boolean normalizes() {
        return true;
    }
}
