package dev.safeconduct.agent.hook;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes a call of the bridge into a method, with whatever is boxed and cast for it. Straight-line code on the stack: no
 * local variable and no stack map frame is added.
 */
final class BridgeCall {

    private static final String BRIDGE = "java/lang/SafeconductBridge";
    private static final String OBJECT = "java/lang/Object";

    private final MethodVisitor to;

    BridgeCall(MethodVisitor to) {
        this.to = to;
    }

    /** What the bridge is told of where it is called from: {@code this}, or the class where it is missing. */
    record Self(String className, boolean isThis) {}

    /** Calls with what stands on the stack, a reference, as the argument; leaves the result there. */
    void callWithTop(int site, Self self) {
        to.visitIntInsn(Opcodes.SIPUSH, site);
        to.visitInsn(Opcodes.SWAP);
        push(self);
        to.visitInsn(Opcodes.SWAP);
        invoke();
    }

    /** Calls without an argument; leaves the result on the stack. */
    void call(int site, Self self) {
        to.visitIntInsn(Opcodes.SIPUSH, site);
        push(self);
        to.visitInsn(Opcodes.ACONST_NULL);
        invoke();
    }

    /** Calls with the parameters of the method that is being written; leaves the result on the stack. */
    void callWithParameters(int site, Self self, boolean isStatic, String descriptor) {
        to.visitIntInsn(Opcodes.SIPUSH, site);
        push(self);
        Type[] parameters = Type.getArgumentTypes(descriptor);
        if (parameters.length == 0) {
            to.visitInsn(Opcodes.ACONST_NULL);
        } else {
            newArray(parameters.length);
        }
        int local = isStatic ? 0 : 1;
        for (int i = 0; i < parameters.length; i++) {
            to.visitInsn(Opcodes.DUP);
            to.visitIntInsn(Opcodes.SIPUSH, i);
            to.visitVarInsn(parameters[i].getOpcode(Opcodes.ILOAD), local);
            box(parameters[i]);
            to.visitInsn(Opcodes.AASTORE);
            local += parameters[i].getSize();
        }
        invoke();
    }

    /** Calls with a receiver and, if there is one, its one argument, which stand on the stack; leaves the result there. */
    void callWithReceiver(int site, boolean hasArgument) {
        to.visitIntInsn(Opcodes.SIPUSH, site);
        if (hasArgument) {
            to.visitInsn(Opcodes.DUP_X2);
            to.visitInsn(Opcodes.POP);
        } else {
            to.visitInsn(Opcodes.SWAP);
            to.visitInsn(Opcodes.ACONST_NULL);
        }
        invoke();
    }

    /** A value on the stack becomes an object. */
    void box(Type type) {
        if (isPrimitive(type)) {
            Type box = boxOf(type);
            to.visitMethodInsn(
                    Opcodes.INVOKESTATIC, box.getInternalName(), "valueOf", Type.getMethodDescriptor(box, type), false);
        }
    }

    /** An object on the stack becomes a value of this type; nothing for {@code void}. */
    void unbox(Type type) {
        if (type.getSort() == Type.VOID) {
            to.visitInsn(Opcodes.POP);
        } else if (isPrimitive(type)) {
            Type box = boxOf(type);
            to.visitTypeInsn(Opcodes.CHECKCAST, box.getInternalName());
            to.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    box.getInternalName(),
                    type.getClassName() + "Value",
                    Type.getMethodDescriptor(type),
                    false);
        } else if (!type.getInternalName().equals(OBJECT)) {
            to.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
        }
    }

    /** Returns null, zero or nothing. */
    void returnNothing(Type type) {
        switch (type.getSort()) {
            case Type.VOID -> {}
            case Type.LONG -> to.visitInsn(Opcodes.LCONST_0);
            case Type.FLOAT -> to.visitInsn(Opcodes.FCONST_0);
            case Type.DOUBLE -> to.visitInsn(Opcodes.DCONST_0);
            case Type.ARRAY, Type.OBJECT -> to.visitInsn(Opcodes.ACONST_NULL);
            default -> to.visitInsn(Opcodes.ICONST_0);
        }
        to.visitInsn(type.getOpcode(Opcodes.IRETURN));
    }

    private void push(Self self) {
        if (self.isThis()) {
            to.visitVarInsn(Opcodes.ALOAD, 0);
        } else {
            to.visitLdcInsn(Type.getObjectType(self.className()));
        }
    }

    private void newArray(int length) {
        to.visitIntInsn(Opcodes.SIPUSH, length);
        to.visitTypeInsn(Opcodes.ANEWARRAY, OBJECT);
    }

    private void invoke() {
        to.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                BRIDGE,
                "call",
                "(ILjava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                false);
    }

    private static boolean isPrimitive(Type type) {
        return type.getSort() != Type.OBJECT && type.getSort() != Type.ARRAY && type.getSort() != Type.VOID;
    }

    private static Type boxOf(Type type) {
        return Type.getObjectType(
                switch (type.getSort()) {
                    case Type.BOOLEAN -> "java/lang/Boolean";
                    case Type.CHAR -> "java/lang/Character";
                    case Type.BYTE -> "java/lang/Byte";
                    case Type.SHORT -> "java/lang/Short";
                    case Type.INT -> "java/lang/Integer";
                    case Type.FLOAT -> "java/lang/Float";
                    case Type.LONG -> "java/lang/Long";
                    default -> "java/lang/Double";
                });
    }
}
