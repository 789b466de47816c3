package dev.safeconduct.agent.hook;

import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Copies a method with its join points woven. */
final class WovenMethod extends MethodVisitor {

    private static final String BRIDGE = "java/lang/SafeconductBridge";

    private final String method;
    private final List<JoinPoint> points;
    private final int[] hits;

    WovenMethod(MethodVisitor copy, String method, List<JoinPoint> points, int[] hits) {
        super(Opcodes.ASM9, copy);
        this.method = method;
        this.points = points;
        this.hits = hits;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        JoinPoint point = weave(opcode, owner, name, descriptor);
        if (point == null || point.keep()) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        JoinPoint point = weave(opcode, owner, name, descriptor);
        if (point == null || point.keep()) {
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        super.visitMaxs(maxStack + 1, maxLocals); // for "this"
    }

    private @Nullable JoinPoint weave(int opcode, String owner, String name, String descriptor) {
        for (int i = 0; i < points.size(); i++) {
            JoinPoint point = points.get(i);
            if (point.method().equals(method) && is(point.instruction(), opcode, owner, name, descriptor)) {
                hits[i]++;
                callBridge(point);
                return point;
            }
        }
        return null;
    }

    private static boolean is(JoinPoint.Instruction wanted, int opcode, String owner, String name, String descriptor) {
        boolean same = wanted.opcode() == opcode
                || (wanted.opcode() == Opcodes.INVOKEVIRTUAL && opcode == Opcodes.INVOKESPECIAL);
        return same
                && wanted.owner().equals(owner)
                && wanted.name().equals(name)
                && wanted.descriptor().equals(descriptor);
    }

    private void callBridge(JoinPoint point) {
        if (point.passThis()) {
            super.visitVarInsn(Opcodes.ALOAD, 0);
        }
        super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, point.bridgeMethod(), point.bridgeDescriptor(), false);
        if (point.resultType() != null) {
            super.visitTypeInsn(Opcodes.CHECKCAST, point.resultType());
        }
    }
}
