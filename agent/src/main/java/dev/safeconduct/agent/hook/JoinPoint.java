package dev.safeconduct.agent.hook;

import org.jspecify.annotations.Nullable;

/**
 * One instruction of a method, and the call of the bridge that stands in its place or before it. Only straight-line code
 * is put in, so that stack map frames stay as they are.
 *
 * @param method name and descriptor of the method that holds the instruction
 * @param instruction what is looked for
 * @param passThis whether {@code this} is the bridge's last argument, after what the instruction takes from the stack
 * @param bridgeMethod the bridge's method
 * @param bridgeDescriptor its descriptor
 * @param resultType what the result is cast to, with slashes, or null
 * @param keep whether the instruction stays, after the bridge's call; else it goes
 */
public record JoinPoint(
        String method,
        Instruction instruction,
        boolean passThis,
        String bridgeMethod,
        String bridgeDescriptor,
        @Nullable String resultType,
        boolean keep) {

    /**
     * An instruction.
     *
     * @param opcode as in the class file; for a virtual call a special one, by which older compilers call private
     *     methods, counts too
     * @param owner the class of the member, with slashes
     */
    public record Instruction(int opcode, String owner, String name, String descriptor) {}
}
