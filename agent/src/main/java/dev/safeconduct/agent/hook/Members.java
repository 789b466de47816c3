package dev.safeconduct.agent.hook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Looks for members by reading class files: a class of the client must not be loaded while another of it is being
 * defined.
 */
final class Members {

    private Members() {}

    /**
     * Those of a hook's members that a class which is being woven does not have.
     *
     * @param its signatures of its members
     */
    static List<Member> missing(JdkHook hook, String woven, Set<String> its) {
        List<Member> missing = new ArrayList<>();
        for (Member member : hook.members()) {
            if (member.owner().equals(woven) && !its.contains(member.signature())) {
                missing.add(member);
            }
        }
        return missing;
    }

    /** Those that classes do not have which the hook does not weave. */
    static List<Member> missingElsewhere(JdkHook hook, ClassFiles files) throws IOException {
        Set<String> woven = new HashSet<>();
        for (HookedClass hooked : hook.classes()) {
            woven.add(hooked.name());
        }
        Map<String, Set<String>> byOwner = new HashMap<>();
        List<Member> missing = new ArrayList<>();
        for (Member member : hook.members()) {
            if (woven.contains(member.owner())) {
                continue;
            }
            Set<String> known = byOwner.get(member.owner());
            if (known == null) {
                known = signatures(files.read(hook.module(), member.owner()));
                byOwner.put(member.owner(), known);
            }
            if (!known.contains(member.signature())) {
                missing.add(member);
            }
        }
        return missing;
    }

    private static Set<String> signatures(byte @Nullable [] classFile) {
        Set<String> signatures = new HashSet<>();
        if (classFile != null) {
            new ClassReader(classFile)
                    .accept(
                            new Signatures(signatures),
                            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        return signatures;
    }

    private static final class Signatures extends ClassVisitor {
        private final Set<String> signatures;

        Signatures(Set<String> signatures) {
            super(Opcodes.ASM9);
            this.signatures = signatures;
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            signatures.add(Member.field("", name, descriptor).signature());
            return null;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            signatures.add(name + descriptor);
            return null;
        }
    }
}
