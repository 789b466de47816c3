package dev.safeconduct.agent.hook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Copies a class with the join points of one shape woven, and counts what it found. */
final class ShapeWeaver extends ClassVisitor {

    private static final int UNFIT = 1000;

    private final String className;
    private final List<JoinPoint> points;
    private final Sites sites;
    private final int[] hits;
    private final Set<String> members = new HashSet<>();
    private boolean hasFrames;

    ShapeWeaver(String className, List<JoinPoint> points, Sites sites, ClassWriter writer) {
        super(Opcodes.ASM9, writer);
        this.className = className;
        this.points = points;
        this.sites = sites;
        this.hits = new int[points.size()];
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        hasFrames = (version & 0xFFFF) >= Opcodes.V1_6;
        super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        members.add(Member.field(className, name, descriptor).signature());
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        members.add(name + descriptor);
        MethodVisitor copy = super.visitMethod(access, name, descriptor, signature, exceptions);
        for (JoinPoint point : points) {
            if (point.method() == null || point.method().equals(name + descriptor)) {
                return new MethodWeaver(this, copy, access, name, descriptor);
            }
        }
        return copy;
    }

    String className() {
        return className;
    }

    List<JoinPoint> points() {
        return points;
    }

    int number(JoinPoint point) {
        return sites.number(point.site());
    }

    boolean hasFrames() {
        return hasFrames;
    }

    void found(JoinPoint point) {
        hits[index(point)]++;
    }

    /** Found where it cannot be woven. */
    void unfit(JoinPoint point) {
        hits[index(point)] = UNFIT;
    }

    /** By identity: a record's own equality is linked at its first use, in the host's first request. */
    @SuppressWarnings("ReferenceEquality")
    private int index(JoinPoint point) {
        for (int i = 0; i < hits.length; i++) {
            if (points.get(i) == point) {
                return i;
            }
        }
        throw new IllegalArgumentException("not of this shape: " + point);
    }

    /** The join points that are not as expected; empty if the shape fits. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < hits.length; i++) {
            if (hits[i] >= UNFIT) {
                missing.add(points.get(i) + " of another form");
            } else if (hits[i] == 0 || (hits[i] > 1 && points.get(i).kind() != JoinPoint.Kind.RECEIVER_OF_EACH)) {
                missing.add(points.get(i) + (hits[i] == 0 ? " not found" : " found " + hits[i] + " times"));
            }
        }
        return missing;
    }

    /** The signatures of the class's own members. */
    Set<String> members() {
        return members;
    }
}
