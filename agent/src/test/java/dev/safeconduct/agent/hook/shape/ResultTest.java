package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The result of a call, or the value of a field, replaced. */
class ResultTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    private static final Instruction TO_TEXT = new Instruction(
            Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "toText", "(Ljava/lang/Object;)Ljava/lang/String;");

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_result_of_a_call_is_replaced(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.result(TestSite.FIRST, "conditional(ZLjava/lang/Object;)Ljava/lang/String;", TO_TEXT),
                JoinPoint.result(
                        TestSite.SECOND,
                        "calls(ILjava/lang/String;)J",
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "target", "(IJDLjava/lang/String;B)J")));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> argument instanceof Long ? (Object) 5L : argument + "!");
        assertThat(woven.call(sample, "conditional", true, "text")).isEqualTo("text!");
        assertThat(woven.call(sample, "conditional", false, "text")).isEqualTo("not called");
        assertThat(woven.call(sample, "calls", 1, "text")).isEqualTo(5L);
        assertThat(Bridge.calls())
                .containsExactly(
                        new Bridge.Call(0, sample, "text"), new Bridge.Call(1, sample, (1L << 40) + 1 + 2 + 4 + 3));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_value_of_a_field_is_replaced(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.result(
                        TestSite.FIRST,
                        "readsStatic()I",
                        new Instruction(Opcodes.GETSTATIC, WovenSample.NAME, "limit", "I")),
                JoinPoint.result(
                        TestSite.SECOND,
                        "readsField()Ljava/lang/StringBuilder;",
                        new Instruction(Opcodes.GETFIELD, WovenSample.NAME, "trace", "Ljava/lang/StringBuilder;")));
        Object sample = woven.create("x", 1);
        Object other = woven.get(woven.create("y", 1), "trace");
        Bridge.answer((self, argument) -> argument instanceof Integer ? 100 : other);
        assertThat(woven.call(sample, "readsStatic")).isEqualTo(101);
        assertThat(woven.call(sample, "readsField")).isSameAs(other);
        assertThat(Bridge.calls())
                .containsExactly(
                        new Bridge.Call(0, sample, 20), new Bridge.Call(1, sample, woven.get(sample, "trace")));
    }
}
