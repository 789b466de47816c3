package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A call that the handler makes, with the receiver and the argument that the woven code would have called it with. */
class InsteadTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    private static final Instruction TO_TEXT = new Instruction(
            Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "toText", "(Ljava/lang/Object;)Ljava/lang/String;");
    private static final Instruction TRIM =
            new Instruction(Opcodes.INVOKEVIRTUAL, "java/lang/String", "trim", "()Ljava/lang/String;");

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_call_is_made_by_the_handler(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.instead(TestSite.FIRST, "conditional(ZLjava/lang/Object;)Ljava/lang/String;", TO_TEXT));
        Object sample = woven.create("x", 1);
        Bridge.answer((receiver, argument) -> woven.call(receiver, "toText", argument) + "!");
        assertThat(woven.call(sample, "conditional", true, 5)).isEqualTo("5!");
        assertThat(woven.call(sample, "conditional", false, 5)).isEqualTo("not called");
        assertThat(Bridge.calls()).containsExactly(new Bridge.Call(0, sample, 5));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_call_without_an_argument_and_one_of_primitive_result_are_made_by_the_handler(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.instead(TestSite.FIRST, "onlyInStatic(Ljava/lang/String;)Ljava/lang/String;", TRIM),
                JoinPoint.instead(
                        TestSite.SECOND,
                        "loop(Ljava/lang/String;)Ljava/lang/String;",
                        new Instruction(Opcodes.INVOKEVIRTUAL, "java/lang/String", "length", "()I")));
        Object sample = woven.create("x", 1);
        Bridge.answer((receiver, argument) -> receiver.equals(" text ") ? "result" : (Object) 0);
        assertThat(woven.call(null, "onlyInStatic", " text ")).isEqualTo("result");
        assertThat(woven.call(sample, "loop", "y".repeat(2000))).isEqualTo("y".repeat(2000));
        assertThat(Bridge.calls())
                .containsExactly(new Bridge.Call(0, " text ", null), new Bridge.Call(1, "y".repeat(2000), null));
    }

    @Test
    void only_a_call_of_an_object_that_takes_one_object_at_most_is_replaced() {
        for (Instruction instruction : List.of(
                new Instruction(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V"),
                new Instruction(Opcodes.GETFIELD, "java/awt/Point", "x", "I"),
                new Instruction(Opcodes.INVOKESTATIC, "java/lang/System", "gc", "()V"),
                new Instruction(Opcodes.INVOKEVIRTUAL, "java/lang/String", "charAt", "(I)C"),
                new Instruction(
                        Opcodes.INVOKEINTERFACE,
                        "java/util/Map",
                        "put",
                        "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;"))) {
            assertThatThrownBy(() -> JoinPoint.instead(TestSite.FIRST, null, instruction))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
