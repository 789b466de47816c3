package dev.safeconduct.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Stands for {@code java.lang.SafeconductBridge}, which a test JVM does not have. Its name is as long as the other, so
 * that one can take the place of the other in a class file.
 */
public final class Bridge {

    /** A call: where from, and with what; an array as a list. */
    public record Call(int site, Object self, Object argument) {}

    private static final List<Call> CALLS = new ArrayList<>();
    private static BinaryOperator<Object> handler = (self, argument) -> null;

    private Bridge() {}

    /** What the bridge does from now on; forgets the calls. */
    public static void answer(BinaryOperator<Object> with) {
        handler = with;
        CALLS.clear();
    }

    /** The calls since. */
    public static List<Call> calls() {
        return List.copyOf(CALLS);
    }

    /** Called by woven code. */
    public static Object call(int site, Object self, Object argument) {
        CALLS.add(new Call(site, self, argument instanceof Object[] array ? Arrays.asList(array) : argument));
        return handler.apply(self, argument);
    }
}
