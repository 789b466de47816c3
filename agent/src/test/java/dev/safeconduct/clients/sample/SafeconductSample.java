package dev.safeconduct.clients.sample;

import java.util.List;
import java.util.function.UnaryOperator;
import library.Builder;
import library.Client;

/** An adapter, as a module under {@code clients/} has it. */
public final class SafeconductSample {

    private static int calls;

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

    /** An overload for another woven class. */
    public static void prepare(Builder builder, UnaryOperator<String> session) {
        builder.interceptors.clear();
    }

    public static void prepare(Client client, UnaryOperator<String> session) {
        install(client.builder, session);
    }

    /** Gives what it gets. */
    public static List<Object> both(Object self, Object argument, UnaryOperator<String> session) {
        return List.of(self, argument);
    }

    /** How often it was called by whichever site. */
    public static int count(Object self, Object argument, UnaryOperator<String> session) {
        return ++calls;
    }

    public static void fail(Builder builder, UnaryOperator<String> session) {
        throw new IllegalStateException("a secret");
    }

    public static Object failToo(Object self, Object argument, UnaryOperator<String> session) {
        throw new IllegalStateException("a secret");
    }
}
