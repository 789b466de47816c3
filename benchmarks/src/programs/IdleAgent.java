import java.lang.instrument.Instrumentation;

/** An agent that does nothing: what the JVM itself takes for one. */
public final class IdleAgent {

    private IdleAgent() {}

    public static void premain(String argument, Instrumentation instrumentation) {}
}
