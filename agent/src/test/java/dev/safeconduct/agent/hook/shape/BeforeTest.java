package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Before a call. */
class BeforeTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void what_is_on_the_stack_for_the_call_stays_there(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.before(
                        TestSite.FIRST,
                        "calls(ILjava/lang/String;)J",
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "target", "(IJDLjava/lang/String;B)J")));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> woven.get(self, "trace").toString());
        assertThat(woven.call(sample, "calls", 1, "text")).isEqualTo((1L << 40) + 1 + 2 + 4 + 3);
        assertThat(Bridge.calls()).containsExactly(new Bridge.Call(0, sample, null));
        assertThat(woven.trace(sample)).endsWith("before target after ");
    }
}
