package dev.safeconduct.agent.hook;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** Copies a method with its join points woven. */
final class MethodWeaver extends MethodVisitor {

    private final ShapeWeaver shape;
    private final String method;
    private final boolean isStatic;
    private final boolean isConstructor;
    private final int parametersEnd;
    private final BridgeCall bridge;

    MethodWeaver(ShapeWeaver shape, MethodVisitor copy, int access, String name, String descriptor) {
        super(Opcodes.ASM9, copy);
        this.shape = shape;
        this.method = name + descriptor;
        this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
        this.isConstructor = name.equals("<init>");
        // Counts "this", whether there is one or not.
        this.parametersEnd = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - (isStatic ? 1 : 0);
        this.bridge = new BridgeCall(copy);
    }

    @Override
    public void visitCode() {
        super.visitCode();
        for (JoinPoint point : shape.points()) {
            if (point.instruction() == null && method.equals(point.method())) {
                shape.found(point);
                enter(point);
            }
        }
    }

    private void enter(JoinPoint point) {
        switch (point.kind()) {
            case ENTRY -> {
                bridge.callWithParameters(shape.number(point), self(isConstructor), isStatic, descriptor());
                super.visitInsn(Opcodes.POP);
            }
            case ENTRY_OR_END -> entryOrEnd(point);
            case ENTRY_OR_RETURN -> entryOrReturn(point);
            case PARAMETER -> parameter(point, Type.getArgumentTypes(descriptor())[0]);
            default -> {} // the exit: woven at each return
        }
    }

    private void parameter(JoinPoint point, Type type) {
        int local = isStatic ? 0 : 1;
        super.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
        replace(point, type, self(isConstructor));
        super.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
    }

    private void entryOrEnd(JoinPoint point) {
        Label goesOn = new Label();
        bridge.callWithParameters(shape.number(point), self(false), isStatic, descriptor());
        super.visitJumpInsn(Opcodes.IFNULL, goesOn);
        bridge.returnNothing(Type.getReturnType(descriptor()));
        super.visitLabel(goesOn);
        if (shape.hasFrames()) {
            super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            // The method's own first instruction may have a frame too, and no instruction has two.
            super.visitInsn(Opcodes.NOP);
        }
    }

    private void entryOrReturn(JoinPoint point) {
        Label goesOn = new Label();
        bridge.callWithParameters(shape.number(point), self(false), isStatic, descriptor());
        super.visitInsn(Opcodes.DUP);
        super.visitJumpInsn(Opcodes.IFNULL, goesOn);
        bridge.unbox(Type.getReturnType(descriptor()));
        super.visitInsn(Opcodes.ARETURN);
        super.visitLabel(goesOn);
        if (shape.hasFrames()) {
            super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Object"});
        }
        super.visitInsn(Opcodes.POP);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            for (JoinPoint point : shape.points()) {
                if (point.kind() == JoinPoint.Kind.EXIT && method.equals(point.method())) {
                    exit(point, Type.getReturnType(descriptor()));
                }
            }
        }
        super.visitInsn(opcode);
    }

    private void exit(JoinPoint point, Type result) {
        if (result.getSort() == Type.VOID) {
            bridge.callWithParameters(shape.number(point), self(false), isStatic, descriptor());
            super.visitInsn(Opcodes.POP);
        } else {
            replace(point, result, self(false));
        }
    }

    private void replace(JoinPoint point, Type result, BridgeCall.Self self) {
        bridge.box(result);
        bridge.callWithTop(shape.number(point), self);
        bridge.unbox(result);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        JoinPoint point = find(opcode, owner, name, descriptor);
        if (point == null) {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            return;
        }
        Type result = Type.getReturnType(descriptor);
        BridgeCall.Self self = self(isConstructor);
        switch (point.kind()) {
            case BEFORE -> {
                callAndPop(point, self);
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
            case INSTEAD -> {
                bridge.callWithReceiver(shape.number(point), !descriptor.startsWith("()"));
                bridge.unbox(result);
            }
            case RECEIVER_OF_EACH -> {
                super.visitInsn(Opcodes.SWAP);
                replace(point, Type.getObjectType(owner), self);
                super.visitInsn(Opcodes.SWAP);
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
            case AFTER -> {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                callAndPop(point, self);
            }
            default -> {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                replace(point, result, self);
            }
        }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        JoinPoint point = find(opcode, owner, name, descriptor);
        if (point != null && point.kind() == JoinPoint.Kind.BEFORE) {
            callAndPop(point, self(isConstructor));
        }
        super.visitFieldInsn(opcode, owner, name, descriptor);
        if (point != null && point.kind() == JoinPoint.Kind.RESULT) {
            replace(point, Type.getType(descriptor), self(isConstructor));
        }
    }

    private void callAndPop(JoinPoint point, BridgeCall.Self self) {
        bridge.call(shape.number(point), self);
        super.visitInsn(Opcodes.POP);
    }

    @Override
    public void visitVarInsn(int opcode, int index) {
        if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE && index < parametersEnd) {
            parameterOverwritten(index);
        }
        super.visitVarInsn(opcode, index);
    }

    /**
     * A parameter may be of another type then, or be undefined. Kotlin does it to {@code this} in suspending methods, which
     * are woven at their entry: there all are as they were.
     */
    private void parameterOverwritten(int index) {
        for (JoinPoint point : shape.points()) {
            boolean here = method.equals(point.method()) || point.method() == null;
            boolean used =
                    point.kind() == JoinPoint.Kind.EXIT || (index == 0 && !isStatic && point.instruction() != null);
            if (here && used) {
                shape.unfit(point);
            }
        }
    }

    private @Nullable JoinPoint find(int opcode, String owner, String name, String descriptor) {
        for (JoinPoint point : shape.points()) {
            JoinPoint.Instruction wanted = point.instruction();
            boolean here = point.method() == null || point.method().equals(method);
            if (wanted != null && here && is(wanted, opcode, owner, name, descriptor)) {
                shape.found(point);
                if (point.method() == null && isStatic) {
                    shape.unfit(point);
                }
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

    private BridgeCall.Self self(boolean isUnset) {
        return new BridgeCall.Self(shape.className(), !isStatic && !isUnset);
    }

    private String descriptor() {
        return method.substring(method.indexOf('('));
    }
}
