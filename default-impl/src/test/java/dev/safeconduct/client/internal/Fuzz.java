package dev.safeconduct.client.internal;

import java.util.List;
import java.util.Random;

/**
 * Inputs made from good ones by a few changes each. How many and from which seed say the properties {@code fuzz.inputs}
 * and {@code fuzz.seed}; {@code integration-tests/fuzz/run} sets them.
 */
public final class Fuzz {

    private static final int MAX_LENGTH = 4096;

    private Fuzz() {}

    /** What is done with an input. */
    @FunctionalInterface
    public interface Check {
        void accept(String input) throws Exception;
    }

    /**
     * Checks all inputs.
     *
     * @param good what the changes begin with
     * @param pieces what is put in, besides single characters
     * @throws AssertionError naming the input and the seed, if the check throws
     */
    public static void run(List<String> good, List<String> pieces, Check check) {
        int inputs = Integer.getInteger("fuzz.inputs", 20_000);
        long seed = Long.getLong("fuzz.seed", 29);
        Random random = new Random(seed);
        for (int i = 0; i < inputs; i++) {
            String input = good.get(random.nextInt(good.size()));
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                input = changed(input, pieces, random);
            }
            try {
                check.accept(input);
            } catch (Exception | Error e) {
                throw new AssertionError("input " + i + " of seed " + seed + ": " + quoted(input), e);
            }
        }
    }

    private static String changed(String input, List<String> pieces, Random random) {
        int from = random.nextInt(input.length() + 1);
        int to = Math.min(input.length(), from + random.nextInt(8));
        String before = input.substring(0, from);
        String after = input.substring(to);
        String made =
                switch (random.nextInt(6)) {
                    case 0 -> before + after;
                    case 1 -> before + (char) random.nextInt(0x100) + input.substring(from);
                    case 2 -> before + (char) random.nextInt(0x10000) + after;
                    case 3 -> before + pieces.get(random.nextInt(pieces.size())) + after;
                    case 4 -> before + input.substring(from, to).repeat(random.nextInt(40)) + after;
                    default -> before + before.substring(random.nextInt(from + 1)) + input.substring(from);
                };
        return made.length() <= MAX_LENGTH ? made : made.substring(0, MAX_LENGTH);
    }

    private static String quoted(String input) {
        StringBuilder text = new StringBuilder("\"");
        input.chars().forEach(c -> {
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                text.append((char) c);
            } else {
                text.append(String.format("\\u%04x", c));
            }
        });
        return text.append('"').toString();
    }
}
