package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An entry that may end the method: one branch, and one frame. */
class EntryOrEndTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_method_goes_on_where_the_handler_returns_null(int version) {
        WovenSample woven = woven(version, "early(I)V", "toLong(J)J");
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> null);
        woven.call(sample, "early", 2);
        assertThat(woven.trace(sample)).endsWith("one one ");
        assertThat(woven.call(sample, "toLong", 4L)).isEqualTo(8L);
        assertThat(Bridge.calls()).extracting(Bridge.Call::self).containsExactly(sample, sample);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_method_ends_with_nothing_where_it_returns_something(int version) {
        WovenSample woven = woven(version, "early(I)V", "toLong(J)J");
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> "end");
        String before = woven.trace(sample);
        woven.call(sample, "early", 2);
        assertThat(woven.trace(sample)).isEqualTo(before);
        assertThat(woven.call(sample, "toLong", 4L)).isEqualTo(0L);
        woven = woven(version, "toDouble()D", "toBoolean(Z)Z");
        assertThat(woven.call(woven.create("x", 1), "toDouble")).isEqualTo(0d);
        assertThat(woven.call(woven.create("x", 1), "toBoolean", false)).isEqualTo(false);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_method_whose_first_instruction_is_jumped_to_can_be_woven(int version) {
        WovenSample woven = woven(version, "loop(Ljava/lang/String;)Ljava/lang/String;", "early(I)V");
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> null);
        assertThat(woven.call(sample, "loop", "x".repeat(2000))).isEqualTo("much");
        Bridge.answer((self, argument) -> "end");
        assertThat(woven.call(sample, "loop", "text")).isNull();
    }

    /** Compilers that write frames in another way than {@code javac} may have any form of one there. */
    @Test
    void so_can_one_with_a_full_frame_there() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Loop", null, "java/lang/Object", null);
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "run", "(Ljava/lang/String;)V", null, null);
        Label start = new Label();
        code.visitLabel(start);
        code.visitFrame(Opcodes.F_FULL, 1, new Object[] {"java/lang/String"}, 0, new Object[0]);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitJumpInsn(Opcodes.IFNULL, start);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        ShapeProbe probe = new ShapeProbe("Loop", JoinPoint.entryOrEnd(TestSite.FIRST, "run(Ljava/lang/String;)V"));
        assertThat(probe.weave(writer.toByteArray()))
                .as(probe.lines().toString())
                .isNotNull();
    }

    @Test
    void a_constructor_cannot_end_at_its_entry() {
        assertThatThrownBy(() -> JoinPoint.entryOrEnd(TestSite.FIRST, "<init>()V"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WovenSample woven(int version, String first, String second) {
        return WovenSample.of(
                version, JoinPoint.entryOrEnd(TestSite.FIRST, first), JoinPoint.entryOrEnd(TestSite.SECOND, second));
    }
}
