package dev.safeconduct.it;

import java.util.List;

class JavaNetHttpIT extends HttpClientInstrumentationContract {

    @Override
    String host() {
        return "JavaNetHttpHost";
    }

    @Override
    List<String> executors() {
        return List.of("default", "single", "direct");
    }
}
