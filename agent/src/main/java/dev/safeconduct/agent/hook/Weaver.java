package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.jspecify.annotations.Nullable;

/**
 * Weaves a class all or nothing: if it has none of the shapes that are known, or a member that is needed is missing, this
 * is a version of the client that we do not know, and the class stays as it is. One line of the log says so, whatever
 * the number of loaders that have the class.
 */
public final class Weaver implements ClassFileTransformer {

    private static final int JAVA_5 = 49;

    private final Function<String, @Nullable ClientHook> hooks;
    private final Function<ClientHook, Sites> installed;
    private final ClassFiles files;
    private final EventLog log;
    private final Set<String> told = new HashSet<>();
    private final Map<JdkHook, List<Member>> elsewhere = new HashMap<>();

    /**
     * Weaves the classes of these hooks.
     *
     * @param hooks the hook that weaves a class, by its name with slashes
     * @param installed makes a hook ready, at the latest now, so that its handlers can be called by these numbers
     */
    public Weaver(Function<String, @Nullable ClientHook> hooks, Function<ClientHook, Sites> installed, EventLog log) {
        this(hooks, installed, ClassFiles.OF_THIS_JVM, log);
    }

    Weaver(
            Function<String, @Nullable ClientHook> hooks,
            Function<ClientHook, Sites> installed,
            ClassFiles files,
            EventLog log) {
        this.hooks = hooks;
        this.installed = installed;
        this.files = files;
        this.log = log;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        ClientHook hook = name == null ? null : hooks.apply(name);
        if (hook != null) {
            for (HookedClass hooked : hook.classes()) {
                if (hooked.name().equals(name)) {
                    return weave(hook, hooked, bytes);
                }
            }
        }
        return null;
    }

    /** The woven class, or null if it has to stay as it is. */
    byte @Nullable [] weave(ClientHook hook, HookedClass hooked, byte[] bytes) {
        try {
            ClassReader reader = reader(hook, hooked, bytes);
            Sites sites = reader == null ? null : sites(hook);
            return reader == null || sites == null ? null : weave(hook, hooked, reader, sites);
        } catch (IOException | RuntimeException | LinkageError e) {
            unsupported(hook, hooked, "its class file cannot be read", e);
            return null;
        }
    }

    private @Nullable ClassReader reader(ClientHook hook, HookedClass hooked, byte[] bytes) {
        int version = ((bytes[6] & 0xFF) << 8) | (bytes[7] & 0xFF);
        if (version < JAVA_5) {
            unsupported(hook, hooked, "its class file has the version " + version + ", which is too old", null);
            return null;
        }
        try {
            return new ClassReader(bytes);
        } catch (IllegalArgumentException e) {
            unsupported(
                    hook,
                    hooked,
                    "its class file has the version " + version + ", which is newer than this agent",
                    null);
            return null;
        }
    }

    private @Nullable Sites sites(ClientHook hook) {
        try {
            return installed.apply(hook);
        } catch (RuntimeException | LinkageError e) {
            tell(hook.name(), Level.WARN, "Requests by " + hook.name() + " get no token: internal error: " + e, e);
            return null;
        }
    }

    private byte @Nullable [] weave(ClientHook hook, HookedClass hooked, ClassReader reader, Sites sites)
            throws IOException {
        List<String> missing = new ArrayList<>();
        for (List<JoinPoint> points : hooked.shapes()) {
            // No class is loaded for this, and frames stay as they are.
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            ShapeWeaver shape = new ShapeWeaver(hooked.name(), points, sites, writer);
            reader.accept(shape, 0);
            List<String> missingHere = shape.missing();
            if (missingHere.isEmpty()) {
                return hasMembers(hook, hooked, shape.members()) ? woven(hook, writer) : null;
            }
            missing.add(String.join(", ", missingHere));
        }
        unsupported(hook, hooked, String.join("; or ", missing), null);
        return null;
    }

    private byte[] woven(ClientHook hook, ClassWriter writer) {
        log.log(Level.DEBUG, hook.name() + " is woven.");
        return writer.toByteArray();
    }

    private boolean hasMembers(ClientHook hook, HookedClass hooked, Set<String> its) throws IOException {
        if (!(hook instanceof JdkHook ofJdk)) {
            return true;
        }
        List<String> needed = new ArrayList<>();
        List<String> optional = new ArrayList<>();
        for (Member member : Members.missing(ofJdk, hooked.name(), its)) {
            (member.needed() ? needed : optional).add(member.toString());
        }
        for (Member member : elsewhere(ofJdk)) {
            (member.needed() ? needed : optional).add(member.toString());
        }
        if (!needed.isEmpty()) {
            unsupported(hook, hooked, String.join(", ", needed) + " not found", null);
        } else if (!optional.isEmpty()) {
            String without = String.join(", ", optional);
            tell(
                    hook.name() + without,
                    Level.INFO,
                    "This JVM's " + hook.name() + " has no " + without
                            + ". The agent works without, with some restrictions.",
                    null);
        }
        return needed.isEmpty();
    }

    /** Read once for all classes of a hook. */
    private synchronized List<Member> elsewhere(JdkHook hook) throws IOException {
        List<Member> known = elsewhere.get(hook);
        if (known == null) {
            known = Members.missingElsewhere(hook, files);
            elsewhere.put(hook, known);
        }
        return known;
    }

    private void unsupported(ClientHook hook, HookedClass hooked, String why, @Nullable Throwable cause) {
        tell(
                hook.name() + why,
                Level.WARN,
                (hook instanceof JdkHook ? "This JVM's " : "This program's ") + hook.name()
                        + " is not a supported version, so its requests get no token ("
                        + hooked.name().replace('/', '.') + ": " + why + ").",
                cause);
    }

    /** Once for each cause, however many classes and loaders have it. */
    private void tell(String why, Level level, String line, @Nullable Throwable cause) {
        synchronized (told) {
            if (!told.add(why)) {
                return;
            }
        }
        log.log(level, line, cause);
    }
}
