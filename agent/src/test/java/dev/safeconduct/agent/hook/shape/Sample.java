package dev.safeconduct.agent.hook.shape;

import java.util.function.LongBinaryOperator;

/** What is woven. Has no lambda, nested class or concatenation of strings, so that it can be of any version from 49 on. */
public class Sample extends SampleParent {

    static int limit = 20;

    public final StringBuilder trace = new StringBuilder();
    public LongBinaryOperator operator;

    public Sample(String name, long number, Object[] rest) {
        super(name == null ? "none" : name.concat("!"));
        trace.append("constructed ");
        if (number < 0) {
            trace.append("early ");
            return;
        }
        trace.append(rest.length).append(' ');
    }

    public void all(boolean z, byte b, char c, short s, int i, long j, float f, double d, String text) {
        trace.append("all ");
    }

    public static String ofStatic(double number, String text) {
        return text;
    }

    public static int withoutParameters() {
        return 1;
    }

    public void early(int count) {
        if (count > 3) {
            trace.append("many ");
            return;
        }
        for (int i = 0; i < count; i++) {
            trace.append("one ");
        }
    }

    public long toLong(long value) {
        if (value < 0) {
            return -1;
        }
        return value * 2;
    }

    public boolean toBoolean(boolean value) {
        return !value;
    }

    public String toText(Object value) {
        return String.valueOf(value);
    }

    public double toDouble() {
        return 1.5;
    }

    public String loop(String text) {
        while (text.length() > 1000) {
            trace.append("long ");
            if (trace.length() > 10) {
                return "much";
            }
        }
        return text;
    }

    public void overwrites(String text) {
        text = "other";
        trace.append(text);
    }

    public long target(int i, long j, double d, String text, byte b) {
        trace.append("target ");
        return i + j + (long) d + text.length() + b;
    }

    public long calls(int i, String text) {
        trace.append("before ");
        long result = target(i, 1L << 40, 2.5, text, (byte) 3);
        trace.append("after ");
        return result;
    }

    public static void staticTarget(StringBuilder trace, long number) {
        trace.append("static ");
    }

    public void callsStatic() {
        staticTarget(trace, 7);
    }

    public long callsInterface() {
        return operator.applyAsLong(3, 4);
    }

    public int readsStatic() {
        return limit + 1;
    }

    public StringBuilder readsField() {
        return trace;
    }

    public String twice(Object value) {
        return toText(value).concat(toText(value));
    }

    public static String callsInStatic(Sample sample) {
        return sample.toText("in static");
    }

    public static String onlyInStatic(String text) {
        return text.trim();
    }

    public String conditional(boolean call, Object value) {
        return call ? toText(value) : "not called";
    }
}
