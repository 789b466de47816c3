package dev.safeconduct.agent.hook;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.log.EventLog.Level;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.jspecify.annotations.Nullable;

/**
 * Weaves a class all or nothing: if a join point is not found exactly once, or a member that is used is not there, this
 * is a build of the JDK that we do not know, and the class stays as it is.
 */
public final class Weaver implements ClassFileTransformer {

    private final List<ClientHook> clients;
    private final EventLog log;

    public Weaver(List<ClientHook> clients, EventLog log) {
        this.clients = clients;
        this.log = log;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        for (ClientHook client : clients) {
            if (client.className().equals(name)) {
                return weave(client, bytes);
            }
        }
        return null;
    }

    /** The woven class, or null if it has to stay as it is. */
    byte @Nullable [] weave(ClientHook client, byte[] bytes) {
        String missing;
        Throwable cause = null;
        try {
            ClassReader reader = new ClassReader(bytes);
            // Only straight-line code is added: frames need not be computed anew, nor classes be loaded for that.
            ClassWriter writer = new ClassWriter(reader, 0);
            WovenClass woven = new WovenClass(client, writer);
            reader.accept(woven, 0);
            missing = woven.missing();
            if (missing == null) {
                log.log(Level.DEBUG, client.name() + " is woven.");
                return writer.toByteArray();
            }
        } catch (RuntimeException | LinkageError e) {
            missing = "its class file";
            cause = e;
        }
        log.log(
                Level.WARN,
                "This JVM's " + client.name() + " is not one that is known (" + missing
                        + "): its requests get no tokens.",
                cause);
        return null;
    }
}
