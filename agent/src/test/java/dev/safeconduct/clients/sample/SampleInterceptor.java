package dev.safeconduct.clients.sample;

import java.util.function.UnaryOperator;
import library.Interceptor;

final class SampleInterceptor implements Interceptor {

    private final UnaryOperator<String> session;

    SampleInterceptor(UnaryOperator<String> session) {
        this.session = session;
    }

    @Override
    public String intercept(String request) {
        return session.apply(request);
    }
}
