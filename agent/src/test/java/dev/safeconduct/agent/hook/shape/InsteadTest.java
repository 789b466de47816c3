package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A call that the handler makes, with all that the woven code would have called it with. */
class InsteadTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    private static final Instruction TARGET =
            new Instruction(Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "target", "(IJDLjava/lang/String;B)J");

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_call_is_made_by_the_handler(int version) {
        WovenSample woven =
                WovenSample.of(version, JoinPoint.instead(TestSite.FIRST, "calls(ILjava/lang/String;)J", TARGET));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> made(woven, (Object[]) argument));
        assertThat(woven.call(sample, "calls", 1, "text")).isEqualTo((1L << 40) + 1 + 2 + 4 + 3);
        assertThat(Bridge.calls())
                .containsExactly(new Bridge.Call(0, sample, List.of(sample, 1, 1L << 40, 2.5, "text", (byte) 3)));
        assertThat(woven.trace(sample)).endsWith("before target after ");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_call_is_held_and_made_later(int version) {
        WovenSample woven = WovenSample.of(version, JoinPoint.instead(TestSite.FIRST, null, TARGET));
        Object sample = woven.create("x", 1);
        Object[][] held = new Object[1][];
        Bridge.answer((self, argument) -> {
            held[0] = (Object[]) argument;
            return 42L;
        });
        assertThat(woven.call(sample, "calls", 1, "text")).isEqualTo(42L);
        assertThat(woven.trace(sample)).endsWith("before after ");
        assertThat(made(woven, held[0])).isEqualTo((1L << 40) + 1 + 2 + 4 + 3);
        assertThat(woven.trace(sample)).endsWith("before after target ");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_static_call_and_one_of_an_interface_are_made_by_the_handler(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.instead(
                        TestSite.FIRST,
                        "callsStatic()V",
                        new Instruction(
                                Opcodes.INVOKESTATIC,
                                WovenSample.NAME,
                                "staticTarget",
                                "(Ljava/lang/StringBuilder;J)V")),
                JoinPoint.instead(
                        TestSite.SECOND,
                        "callsInterface()J",
                        new Instruction(
                                Opcodes.INVOKEINTERFACE,
                                "java/util/function/LongBinaryOperator",
                                "applyAsLong",
                                "(JJ)J")));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> 12L);
        woven.call(sample, "callsStatic");
        assertThat(woven.call(sample, "callsInterface")).isEqualTo(12L);
        assertThat(Bridge.calls())
                .containsExactly(
                        new Bridge.Call(0, sample, Arrays.asList(woven.get(sample, "trace"), 7L)),
                        new Bridge.Call(1, sample, Arrays.asList((LongBinaryOperator) null, 3L, 4L)));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_call_in_a_static_method_has_the_class_in_place_of_this(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.instead(
                        TestSite.FIRST,
                        "callsInStatic(L" + WovenSample.NAME + ";)Ljava/lang/String;",
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL,
                                WovenSample.NAME,
                                "toText",
                                "(Ljava/lang/Object;)Ljava/lang/String;")));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> "result");
        assertThat(woven.call(null, "callsInStatic", sample)).isEqualTo("result");
        assertThat(Bridge.calls()).containsExactly(new Bridge.Call(0, woven.type(), List.of(sample, "in static")));
    }

    @Test
    void a_constructor_or_a_field_cannot_be_replaced() {
        for (Instruction instruction : List.of(
                new Instruction(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V"),
                new Instruction(Opcodes.GETFIELD, "java/awt/Point", "x", "I"))) {
            assertThatThrownBy(() -> JoinPoint.instead(TestSite.FIRST, null, instruction))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Object made(WovenSample woven, Object[] operands) {
        return woven.call(operands[0], "target", Arrays.copyOfRange(operands, 1, operands.length));
    }
}
