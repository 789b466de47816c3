package dev.safeconduct.it;

class HttpUrlConnectionIT extends HttpClientInstrumentationContract {

    @Override
    String host() {
        return "HttpUrlConnectionHost";
    }
}
