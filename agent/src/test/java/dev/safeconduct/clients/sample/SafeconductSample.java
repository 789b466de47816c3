package dev.safeconduct.clients.sample;

import java.util.function.UnaryOperator;
import library.Builder;

/** An adapter, as a module under {@code clients/} has it. */
public final class SafeconductSample {

    private SafeconductSample() {}

    public static void install(Builder builder, UnaryOperator<String> session) {
        builder.interceptors.add(new SampleInterceptor(session));
    }

    /** Not this one: the agent always has a session. */
    public static void install(Builder builder) {
        builder.interceptors.clear();
    }

    public static Builder replace(Builder builder, UnaryOperator<String> session) {
        Builder other = new Builder();
        install(other, session);
        return other;
    }

    public static void fail(Builder builder, UnaryOperator<String> session) {
        throw new IllegalStateException("a secret");
    }
}
