package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** An entry whose handler may give the method's result: one branch, and one frame with what the handler returned. */
class EntryOrReturnTest {

    private static final String LOOP = "loop(Ljava/lang/String;)Ljava/lang/String;";

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_method_goes_on_where_the_handler_returns_null(int version) {
        WovenSample woven = WovenSample.of(version, JoinPoint.entryOrReturn(TestSite.FIRST, LOOP));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> null);
        assertThat(woven.call(sample, "loop", "x".repeat(2000))).isEqualTo("much");
        assertThat(Bridge.calls()).first().extracting(Bridge.Call::self).isEqualTo(sample);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void the_method_returns_what_the_handler_does(int version) {
        WovenSample woven = WovenSample.of(version, JoinPoint.entryOrReturn(TestSite.FIRST, LOOP));
        Bridge.answer((self, argument) -> "of the handler");
        assertThat(woven.call(woven.create("x", 1), "loop", "text")).isEqualTo("of the handler");
    }

    @Test
    void a_method_that_returns_no_object_has_no_such_entry() {
        assertThatThrownBy(() -> JoinPoint.entryOrReturn(TestSite.FIRST, "toLong(J)J"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
