package dev.safeconduct.agent.hook;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Copies a class with its join points woven, and counts what it found. */
final class WovenClass extends ClassVisitor {

    private final ClientHook client;
    private final List<JoinPoint> points;
    private final int[] hits;
    private final Set<String> members = new HashSet<>();

    WovenClass(ClientHook client, ClassWriter writer) {
        super(Opcodes.ASM9, writer);
        this.client = client;
        this.points = client.joinPoints();
        this.hits = new int[points.size()];
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        members.add(Member.field(client.className(), name, descriptor).signature());
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        members.add(name + descriptor);
        MethodVisitor copy = super.visitMethod(access, name, descriptor, signature, exceptions);
        for (JoinPoint point : points) {
            if (point.method().equals(name + descriptor)) {
                return new WovenMethod(copy, name + descriptor, points, hits);
            }
        }
        return copy;
    }

    /** What is not as expected, or null. */
    @Nullable String missing() {
        for (int i = 0; i < hits.length; i++) {
            if (hits[i] != 1) {
                return points.get(i).instruction().name() + " " + hits[i] + " times";
            }
        }
        for (Member member : client.members()) {
            if (member.owner().equals(client.className()) && !members.contains(member.signature())) {
                return "no " + member.signature();
            }
        }
        return null;
    }
}
