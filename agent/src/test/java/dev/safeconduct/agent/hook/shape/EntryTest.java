package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import dev.safeconduct.test.Bridge;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The entry of a method or constructor. */
class EntryTest {

    static final int[] VERSIONS = WovenSample.VERSIONS;

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_method_is_entered_with_this_and_all_parameters(int version) {
        WovenSample woven =
                WovenSample.of(version, JoinPoint.entry(TestSite.FIRST, "all(ZBCSIJFDLjava/lang/String;)V"));
        Object sample = woven.create("x", 1);
        Bridge.answer((self, argument) -> "is ignored");
        woven.call(sample, "all", true, (byte) 1, 'c', (short) 2, 3, 4L, 5f, 6d, "text");
        assertThat(Bridge.calls())
                .containsExactly(
                        new Bridge.Call(0, sample, List.of(true, (byte) 1, 'c', (short) 2, 3, 4L, 5f, 6d, "text")));
        assertThat(woven.trace(sample)).endsWith("all ");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_constructor_is_entered_before_its_parent_with_the_class_in_place_of_this(int version) {
        WovenSample woven = WovenSample.of(
                version, JoinPoint.entry(TestSite.FIRST, "<init>(Ljava/lang/String;J[Ljava/lang/Object;)V"));
        Object[] rest = {"rest"};
        Bridge.answer((self, argument) -> {
            ((Object[]) ((Object[]) argument)[2])[0] = "changed at the entry";
            return null;
        });
        Object sample = woven.create("x", 1, rest);
        assertThat(Bridge.calls())
                .containsExactly(new Bridge.Call(0, woven.type(), java.util.Arrays.asList("x", 1L, rest)));
        assertThat(rest).containsExactly("changed at the entry");
        assertThat(woven.get(sample, "name")).isEqualTo("x!");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void a_static_method_is_entered_with_the_class_in_place_of_this(int version) {
        WovenSample woven = WovenSample.of(
                version,
                JoinPoint.entry(TestSite.FIRST, "ofStatic(DLjava/lang/String;)Ljava/lang/String;"),
                JoinPoint.entry(TestSite.SECOND, "withoutParameters()I"));
        Bridge.answer((self, argument) -> null);
        assertThat(woven.call(null, "ofStatic", 2.5, "text")).isEqualTo("text");
        assertThat(woven.call(null, "withoutParameters")).isEqualTo(1);
        assertThat(Bridge.calls())
                .containsExactly(
                        new Bridge.Call(0, woven.type(), List.of(2.5, "text")), new Bridge.Call(1, woven.type(), null));
    }
}
