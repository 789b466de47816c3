package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** After a call. */
class AfterTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_result_of_the_call_stays_on_the_stack(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.after(
                        TestSite.FIRST,
                        "calls(ILjava/lang/String;)J",
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "target", "(IJDLjava/lang/String;B)J")));
        Object sample = woven.create("x", 1);
        StringBuilder seen = new StringBuilder();
        Bridge.answer((self, argument) -> seen.append(woven.trace(self)));
        assertThat(woven.call(sample, "calls", 1, "text")).isEqualTo((1L << 40) + 1 + 2 + 4 + 3);
        assertThat(Bridge.calls()).containsExactly(new Bridge.Call(0, sample, null));
        assertThat(seen.toString()).endsWith("before target ");
    }
}
