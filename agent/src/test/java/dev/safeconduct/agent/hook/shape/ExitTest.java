package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The exit of a method or constructor. */
class ExitTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_void_method_is_left_by_each_of_its_returns(int version) {
        WovenSample woven = WovenSample.of(version, JoinPoint.exit(TestSite.FIRST, "early(I)V"));
        Object sample = woven.create("x", 1);
        Bridge.answer(
                (self, argument) -> woven.call(self, "readsField").toString().length() > 0 ? "ignored" : null);
        woven.call(sample, "early", 1);
        woven.call(sample, "early", 5);
        assertThat(woven.trace(sample)).endsWith("one many ");
        assertThat(Bridge.calls())
                .containsExactly(new Bridge.Call(0, sample, List.of(1)), new Bridge.Call(0, sample, List.of(5)));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_constructor_is_left_with_this(int version) {
        WovenSample woven = WovenSample.of(
                version, JoinPoint.exit(TestSite.FIRST, "<init>(Ljava/lang/String;J[Ljava/lang/Object;)V"));
        Bridge.answer((self, argument) -> woven.get(self, "name"));
        Object late = woven.create("x", 1);
        Object early = woven.create("y", -1);
        assertThat(Bridge.calls()).extracting(Bridge.Call::self).containsExactly(late, early);
        assertThat(woven.trace(late)).isEqualTo("constructed 0 ");
        assertThat(woven.trace(early)).isEqualTo("constructed early ");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_result_is_replaced(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.exit(TestSite.FIRST, "toLong(J)J"),
                JoinPoint.exit(TestSite.SECOND, "toText(Ljava/lang/Object;)Ljava/lang/String;"));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> argument instanceof Long number ? (Object) (number + 1) : argument + "!");
        assertThat(woven.call(sample, "toLong", 4L)).isEqualTo(9L);
        assertThat(woven.call(sample, "toLong", -4L)).isEqualTo(0L);
        assertThat(woven.call(sample, "toText", "text")).isEqualTo("text!");
    }

    /** Where a compiler does that, the parameter need not be there any more. */
    @Test
    void a_method_that_overwrites_its_parameters_is_not_woven() {
        ShapeProbe probe =
                new ShapeProbe(WovenSample.NAME, JoinPoint.exit(TestSite.FIRST, "overwrites(Ljava/lang/String;)V"));
        assertThat(probe.weave(WovenSample.classFile(61))).isNull();
        assertThat(probe.lines())
                .singleElement()
                .asString()
                .contains("overwrites(Ljava/lang/String;)V of another form");
    }
}
