package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The receiver of each call of a kind, replaced. */
class ReceiverTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void each_call_is_made_on_what_the_handler_returns(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.receiverOfEach(
                        TestSite.FIRST,
                        new Instruction(
                                Opcodes.INVOKEVIRTUAL,
                                "java/lang/String",
                                "concat",
                                "(Ljava/lang/String;)Ljava/lang/String;")));
        Object sample = woven.create(null, 1);
        Bridge.answer((self, receiver) -> receiver + "-");
        assertThat(woven.call(sample, "twice", "text")).isEqualTo("text-text");
        assertThat(Bridge.calls()).containsExactly(new Bridge.Call(0, sample, "text"));
    }

    @Test
    void a_call_that_takes_no_object_has_none() {
        Instruction trim = new Instruction(Opcodes.INVOKEVIRTUAL, "java/lang/String", "trim", "()Ljava/lang/String;");
        assertThatThrownBy(() -> JoinPoint.receiverOfEach(TestSite.FIRST, trim))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
