package dev.safeconduct.agent.hook;

import java.util.EnumSet;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * A place in a class, and how the bridge is called there. It has to be found exactly once.
 *
 * <p>A handler gets {@code this}; in its place the woven class itself where an instance is missing or does not exist
 * yet: in static methods, and in constructors except at their exit. Primitives are boxed.
 *
 * @param method name and descriptor of the method to be woven; null if the instruction is to be found, once, in any
 *     instance method of the class
 * @param instruction what is looked for in the method; null if the method itself is what is woven
 */
public record JoinPoint(Site site, Kind kind, @Nullable String method, @Nullable Instruction instruction) {

    /** How the bridge is called. */
    public enum Kind {
        /** At the entry of a method or constructor. The argument is an array of the parameters, null if it has none. */
        ENTRY,

        /** The same; if the handler returns anything but null, the method ends at once, with null, zero or nothing. */
        ENTRY_OR_END,

        /** The same for a method that returns an object: what the handler returns, if not null, is its result. */
        ENTRY_OR_RETURN,

        /** At the entry. The argument is the first parameter; what the handler returns takes its place. */
        PARAMETER,

        /**
         * Where a method or constructor returns, not where it throws. The argument is as at the entry; where the method has
         * a result, it is that, and what the handler returns takes its place.
         */
        EXIT,

        /** Before an instruction. The argument is null. */
        BEFORE,

        /**
         * In place of a call, which the handler makes, now or later, or not at all. The call takes one object at most: no
         * array is made for it. The handler gets the call's receiver in place of {@code this}; the argument is what the
         * call takes, null for nothing; what the handler returns is the call's result.
         */
        INSTEAD,

        /**
         * Before each such call, of which there is one at least; it takes one object. The argument is its receiver; what
         * the handler returns takes its place.
         */
        RECEIVER_OF_EACH,

        /** After a call. The argument is null: a primitive result is not boxed. */
        AFTER,

        /** After a call, or after a field was read. The argument is the result; what the handler returns takes its place. */
        RESULT
    }

    /**
     * An instruction.
     *
     * @param opcode as in the class file; for a virtual call a special one, by which older compilers call private
     *     methods, counts too
     * @param owner the class of the member, with slashes
     */
    public record Instruction(int opcode, String owner, String name, String descriptor) {

        @Override
        public String toString() {
            return owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
        }
    }

    public JoinPoint {
        boolean ofMethod = EnumSet.of(Kind.ENTRY, Kind.ENTRY_OR_END, Kind.ENTRY_OR_RETURN, Kind.PARAMETER, Kind.EXIT)
                .contains(kind);
        if (ofMethod ? method == null || instruction != null : instruction == null) {
            throw new IllegalArgumentException(kind + " of " + method + ", " + instruction);
        }
        if (instruction != null && !isWovenBy(kind, instruction)) {
            throw new IllegalArgumentException(kind + " of " + instruction);
        }
        if (kind == Kind.PARAMETER && method != null && method.contains("()")) {
            throw new IllegalArgumentException(method + " has no parameter");
        }
        if (kind == Kind.ENTRY_OR_END && method != null && method.startsWith("<init>")) {
            throw new IllegalArgumentException("a constructor cannot end at its entry");
        }
        if (kind == Kind.ENTRY_OR_RETURN && method != null && !method.endsWith(";")) {
            throw new IllegalArgumentException(method + " returns no object");
        }
    }

    private static boolean isWovenBy(Kind kind, Instruction instruction) {
        String descriptor = instruction.descriptor();
        boolean hasReceiver =
                (instruction.opcode() == Opcodes.INVOKEVIRTUAL || instruction.opcode() == Opcodes.INVOKEINTERFACE)
                        && !instruction.name().equals("<init>");
        return switch (kind) {
            case INSTEAD -> hasReceiver && (descriptor.startsWith("()") || takesOneObject(descriptor));
            case RECEIVER_OF_EACH -> hasReceiver && takesOneObject(descriptor);
            case AFTER -> descriptor.startsWith("(");
            case RESULT -> !instruction.descriptor().endsWith(")V");
            default -> true;
        };
    }

    private static boolean takesOneObject(String descriptor) {
        Type[] parameters = Type.getArgumentTypes(descriptor);
        return parameters.length == 1 && parameters[0].getSort() >= Type.ARRAY;
    }

    /** The entry of a method or constructor. */
    public static JoinPoint entry(Site site, String method) {
        return new JoinPoint(site, Kind.ENTRY, method, null);
    }

    /** The entry of a method that may end there. */
    public static JoinPoint entryOrEnd(Site site, String method) {
        return new JoinPoint(site, Kind.ENTRY_OR_END, method, null);
    }

    /** The entry of a method that may return there. */
    public static JoinPoint entryOrReturn(Site site, String method) {
        return new JoinPoint(site, Kind.ENTRY_OR_RETURN, method, null);
    }

    /** The first parameter of a method or constructor. */
    public static JoinPoint parameter(Site site, String method) {
        return new JoinPoint(site, Kind.PARAMETER, method, null);
    }

    /** The exit of a method or constructor. */
    public static JoinPoint exit(Site site, String method) {
        return new JoinPoint(site, Kind.EXIT, method, null);
    }

    /** Before an instruction. */
    public static JoinPoint before(Site site, @Nullable String method, Instruction instruction) {
        return new JoinPoint(site, Kind.BEFORE, method, instruction);
    }

    /** In place of a call. */
    public static JoinPoint instead(Site site, @Nullable String method, Instruction instruction) {
        return new JoinPoint(site, Kind.INSTEAD, method, instruction);
    }

    /** The receiver of all calls of that kind in the class's instance methods. */
    public static JoinPoint receiverOfEach(Site site, Instruction instruction) {
        return new JoinPoint(site, Kind.RECEIVER_OF_EACH, null, instruction);
    }

    /** After a call. */
    public static JoinPoint after(Site site, @Nullable String method, Instruction instruction) {
        return new JoinPoint(site, Kind.AFTER, method, instruction);
    }

    /** The result of a call or of a field that is read. */
    public static JoinPoint result(Site site, @Nullable String method, Instruction instruction) {
        return new JoinPoint(site, Kind.RESULT, method, instruction);
    }

    /** The same place in a copy of the class. */
    JoinPoint in(Relocation relocation) {
        return new JoinPoint(
                site,
                kind,
                method == null ? null : relocation.of(method),
                instruction == null
                        ? null
                        : new Instruction(
                                instruction.opcode(),
                                relocation.of(instruction.owner()),
                                instruction.name(),
                                relocation.of(instruction.descriptor())));
    }

    @Override
    public String toString() {
        return instruction == null ? String.valueOf(method) : instruction + (method == null ? "" : " in " + method);
    }
}
