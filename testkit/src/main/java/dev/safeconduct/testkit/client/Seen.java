package dev.safeconduct.testkit.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * What an application sees of a call: equal where it sees the same.
 *
 * @param status 0 where there is an exception
 * @param failure the exceptions, each with its message; empty where there are none
 * @param body the first 64 KiB
 */
public record Seen(int status, String failure, String url, String headers, long length, String sha256, String body) {

    /** Of a line that a {@link ClientProgram} has said. */
    public static Seen of(List<String> line) {
        if (line.get(0).equals("failure")) {
            return new Seen(0, line.get(1), "", "", 0, "", "");
        }
        if (!line.get(0).equals("answer")) {
            throw new AssertionError("not an answer: " + line);
        }
        return new Seen(
                Integer.parseInt(line.get(1)),
                "",
                line.get(2),
                text(line.get(3)),
                Long.parseLong(line.get(4)),
                line.get(5),
                text(line.get(6)));
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
