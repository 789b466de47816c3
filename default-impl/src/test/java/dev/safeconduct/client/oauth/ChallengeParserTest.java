package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeParserTest {

    /** A line that counts how often its characters are looked at. */
    private static final class CountingLine implements CharSequence {
        private final String text;
        private long reads;

        CountingLine(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            reads += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            throw new AssertionError("reads all of it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=\"",
                "Bearer ",
                "a ",
                "a= ",
                "a==",
                "=",
                " ",
                ",",
                "\"",
                "\\",
                "a \t",
                "\"\\\"",
                "B a=\"\\",
                "a /=,",
                "Bearer realm=\"x\", ",
                "\u00e4",
                "a=\"x\"y",
                "a,"
            })
    void t29_work_is_linear(String unit) {
        for (int length : new int[] {16 * 1024, 1024 * 1024}) {
            for (String begin : new String[] {"", "Bearer ", "Bearer a=\"", "Negotiate YWJj"}) {
                CountingLine line = new CountingLine(begin + unit.repeat(length / unit.length()));
                new ChallengeParser().parse(line, Integer.MAX_VALUE);
                assertThat(line.reads).as(begin + unit).isLessThan(8L * line.length());
            }
        }
    }
}
