package dev.safeconduct.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesByValueTest {

    private static final int SESSIONS = 1_000_000;

    /** A value that counts how often it is looked at. */
    private static final class Value {

        static int looks;
        final int number;

        Value(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            looks++;
            return other instanceof Value that && that.number == number;
        }

        @Override
        public int hashCode() {
            looks++;
            return number * 0x9e3779b9;
        }
    }

    private final NamesByValue<Value> names = new NamesByValue<>();

    @Test
    void among_a_million_values_each_call_looks_at_a_few() {
        for (int i = 0; i < SESSIONS; i++) {
            names.add(new Value(i), "a");
        }
        looksAtFew("added", () -> names.add(new Value(0), "b"));
        looksAtFew("found", () -> assertThat(names.of(new Value(0))).containsExactlyInAnyOrder("a", "b"));
        looksAtFew("not found", () -> assertThat(names.of(new Value(SESSIONS))).isEmpty());
        looksAtFew("removed", () -> names.remove(new Value(0), "a"));
        looksAtFew("found again", () -> assertThat(names.of(new Value(0))).containsExactly("b"));
        looksAtFew("new", () -> names.add(new Value(SESSIONS), "c"));
        looksAtFew(
                "the new one", () -> assertThat(names.of(new Value(SESSIONS))).containsExactly("c"));
    }

    private static void looksAtFew(String what, Runnable call) {
        Value.looks = 0;
        call.run();
        assertThat(Value.looks).as(what).isLessThan(50);
    }

    /** One of all users and one of few are kept differently; both ways through the number where that changes. */
    @Test
    void a_value_may_have_any_number_of_names() {
        Value value = new Value(1);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.add(value, "n" + i);
            names.add(value, "n" + i);
            expected.add("n" + i);
            assertThat(names.of(value)).containsExactlyInAnyOrderElementsOf(expected);
        }
        for (int i = 39; i >= 0; i--) {
            names.remove(value, "n" + i);
            names.remove(value, "n" + i);
            expected.remove(i);
            assertThat(names.of(value)).containsExactlyInAnyOrderElementsOf(expected);
        }
        names.add(value, "again");
        assertThat(names.of(value)).containsExactly("again");
    }
}
