package dev.safeconduct.agent.hook;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Weaves one class, for tests of the shapes in other packages. */
public final class ShapeProbe {

    /** Sites for tests. */
    public enum TestSite implements Site {
        FIRST,
        SECOND
    }

    private final RecordingLog log = new RecordingLog();
    private final ClientHook hook;
    private final Weaver weaver;

    /** With one shape. */
    public ShapeProbe(String className, JoinPoint... points) {
        this(new HookedClass(className, points));
    }

    /** With any. */
    public ShapeProbe(HookedClass hooked) {
        hook = new ClientHook() {
            @Override
            public String name() {
                return "sample";
            }

            @Override
            public List<HookedClass> classes() {
                return List.of(hooked);
            }

            @Override
            public Map<Site, BiFunction<Object, Object, Object>> handlers(AgentContext context) {
                return Map.of();
            }
        };
        weaver = Weaving.by(hook, ClassFiles.OF_THIS_JVM, log);
    }

    /** The woven class, or null. */
    public byte[] weave(byte[] classFile) {
        return weaver.transform(null, hook.classes().get(0).name(), null, null, classFile);
    }

    /** What was logged. */
    public List<String> lines() {
        return log.lines();
    }

    /** What was logged besides. */
    public List<Throwable> causes() {
        return log.causes();
    }
}
