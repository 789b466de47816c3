package dev.safeconduct.agent.hook.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.HookedClass;
import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.JoinPoint.Instruction;
import dev.safeconduct.agent.hook.ShapeProbe;
import dev.safeconduct.agent.hook.ShapeProbe.TestSite;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** What does not fit stays as it is, and one line says what is missing. */
class UnfitTest {

    private static final String TO_TEXT = "toText(Ljava/lang/Object;)Ljava/lang/String;";
    private static final Instruction CALL_OF_TO_TEXT = new Instruction(
            Opcodes.INVOKEVIRTUAL, WovenSample.NAME, "toText", "(Ljava/lang/Object;)Ljava/lang/String;");

    @Test
    void a_method_that_is_not_there_is_named() {
        assertThat(lineOf(new HookedClass(
                        WovenSample.NAME,
                        JoinPoint.entry(TestSite.FIRST, TO_TEXT),
                        JoinPoint.entry(TestSite.SECOND, "toWord()V"))))
                .isEqualTo("WARN This program's sample is not a supported version, so its requests get no token"
                        + " (dev.safeconduct.agent.hook.shape.Sample: toWord()V not found).");
    }

    @Test
    void a_call_that_is_there_twice_is_named() {
        assertThat(lineOf(new HookedClass(
                        WovenSample.NAME,
                        JoinPoint.result(
                                TestSite.FIRST, "twice(Ljava/lang/Object;)Ljava/lang/String;", CALL_OF_TO_TEXT))))
                .contains("Sample.toText in twice(Ljava/lang/Object;)Ljava/lang/String; found 2 times");
    }

    @Test
    void a_call_counts_in_the_whole_class_where_no_method_is_named() {
        assertThat(lineOf(new HookedClass(WovenSample.NAME, JoinPoint.result(TestSite.FIRST, null, CALL_OF_TO_TEXT))))
                .contains("Sample.toText");
    }

    @Test
    void a_call_that_is_in_a_static_method_is_of_another_form() {
        Instruction trim = new Instruction(Opcodes.INVOKEVIRTUAL, "java/lang/String", "trim", "()Ljava/lang/String;");
        assertThat(lineOf(new HookedClass(WovenSample.NAME, JoinPoint.result(TestSite.FIRST, null, trim))))
                .contains("String.trim of another form");
    }

    @Test
    void the_first_shape_that_fits_as_a_whole_is_woven() {
        ShapeProbe probe = new ShapeProbe(new HookedClass(
                        WovenSample.NAME,
                        JoinPoint.entry(TestSite.FIRST, TO_TEXT),
                        JoinPoint.entry(TestSite.SECOND, "toWord()V"))
                .or(JoinPoint.entry(TestSite.FIRST, TO_TEXT))
                .or(JoinPoint.entry(TestSite.FIRST, "toDouble()D")));
        assertThat(probe.weave(WovenSample.classFile(61))).isNotNull();
        assertThat(probe.lines()).containsExactly("DEBUG sample is woven.");
    }

    @Test
    void where_no_shape_fits_each_says_what_is_missing() {
        assertThat(lineOf(new HookedClass(WovenSample.NAME, JoinPoint.entry(TestSite.SECOND, "toWord()V"))
                        .or(JoinPoint.entry(TestSite.FIRST, "toLine()V"))))
                .contains("toWord()V not found; or toLine()V not found");
    }

    @Test
    void several_loaders_with_the_class_are_one_line() {
        ShapeProbe probe = new ShapeProbe(WovenSample.NAME, JoinPoint.entry(TestSite.SECOND, "toWord()V"));
        for (int i = 0; i < 3; i++) {
            assertThat(probe.weave(WovenSample.classFile(61))).isNull();
        }
        assertThat(probe.lines()).hasSize(1);
    }

    @Test
    void what_a_later_java_has_compiled_is_woven_alike_and_what_is_too_new_stays() {
        JoinPoint point = JoinPoint.entryOrEnd(TestSite.FIRST, TO_TEXT);
        byte[] expected = new ShapeProbe(WovenSample.NAME, point).weave(WovenSample.classFile(61));
        for (int version = 50; version <= 69; version++) {
            byte[] woven = new ShapeProbe(WovenSample.NAME, point).weave(WovenSample.classFile(version));
            assertThat(woven[7]).isEqualTo((byte) version);
            woven[7] = 61;
            assertThat(woven).as("version " + version).isEqualTo(expected);
        }
        for (int version : new int[] {48, 200}) {
            ShapeProbe probe = new ShapeProbe(WovenSample.NAME, point);
            byte[] bytes = WovenSample.classFile(61);
            bytes[7] = (byte) version;
            assertThat(probe.weave(bytes)).isNull();
            assertThat(probe.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN This program's sample is not a supported version")
                    .contains("its class file has the version " + version + ", which is ");
            assertThat(probe.causes()).isEmpty();
        }
    }

    private static String lineOf(HookedClass hooked) {
        ShapeProbe probe = new ShapeProbe(hooked);
        assertThat(probe.weave(WovenSample.classFile(61))).isNull();
        assertThat(probe.lines()).hasSize(1);
        return probe.lines().get(0);
    }
}
