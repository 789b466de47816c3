package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The first parameter, replaced. */
class ParameterTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_method_goes_on_with_another_parameter(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.parameter(TestSite.FIRST, "loop(Ljava/lang/String;)Ljava/lang/String;"),
                JoinPoint.parameter(TestSite.SECOND, "toLong(J)J"));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> argument instanceof Long number ? (Object) (number + 1) : argument + "!");
        assertThat(woven.call(sample, "loop", "text")).isEqualTo("text!");
        assertThat(woven.call(sample, "toLong", 4L)).isEqualTo(10L);
        assertThat(Bridge.calls()).containsExactly(new Bridge.Call(0, sample, "text"), new Bridge.Call(1, sample, 4L));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void so_do_a_constructor_and_its_parent_and_a_static_method(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.parameter(TestSite.FIRST, "<init>(Ljava/lang/String;J[Ljava/lang/Object;)V"),
                JoinPoint.parameter(TestSite.SECOND, "ofStatic(DLjava/lang/String;)Ljava/lang/String;"));
        Bridge.answer((self, argument) -> argument instanceof Double ? (Object) 1d : "other");
        assertThat(woven.get(woven.create("x", 1), "name")).isEqualTo("other!");
        assertThat(woven.call(null, "ofStatic", 2.5, "text")).isEqualTo("text");
        assertThat(Bridge.calls())
                .containsExactly(new Bridge.Call(0, woven.type(), "x"), new Bridge.Call(1, woven.type(), 2.5));
    }

    @Test
    void a_method_without_parameters_has_none_to_replace() {
        assertThatThrownBy(() -> JoinPoint.parameter(TestSite.FIRST, "readsStatic()I"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
