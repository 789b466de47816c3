package dev.safeconduct.client.fromgo;

import dev.safeconduct.client.muster.SessionServerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One exported name of the Go package and what stands for it.
 *
 * @param section the heading it is under
 * @param go kind and name in Go, for example {@code method Token.IsExpired}
 * @param java {@code Class} or {@code Class#member}; {@code -} for none
 * @param example Java statements; empty for none
 * @param remark empty for none
 */
record Row(String section, String go, String java, String example, String remark) {

    static final List<String> PACKAGES = List.of(
            "dev.safeconduct.client",
            "dev.safeconduct.client.oauth",
            "dev.safeconduct.client.muster",
            "dev.safeconduct.spi");

    /** The exported names of the Go package with the values of constants that are texts, else an empty value. */
    static Map<String, String> seed() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        lines("seed.txt").filter(line -> !line.startsWith("#")).forEach(line -> {
            int tab = line.indexOf('\t');
            values.put(tab < 0 ? line : line.substring(0, tab), tab < 0 ? "" : line.substring(tab + 1));
        });
        return values;
    }

    /** All rows in the order of the page. */
    static List<Row> all() throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : lines("mapping.tsv").toList()) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
            } else if (!line.startsWith("#")) {
                String[] cells = Arrays.copyOf(line.split("\t", -1), 4);
                rows.add(new Row(section, cells[0], cells[1], orEmpty(cells[2]), orEmpty(cells[3])));
            }
        }
        return rows;
    }

    private static Stream<String> lines(String resource) throws IOException {
        try (InputStream in = Row.class.getResourceAsStream("/from-go/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank());
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    boolean isThere() {
        return !java.equals("-");
    }

    String className() {
        return java.replaceFirst("#.*", "");
    }

    /** The member, or the class where the row is about that. */
    String lastName() {
        return java.replaceFirst(".*#", "");
    }

    /** The public member or class is there. */
    boolean isResolved() {
        Class<?> type = type();
        return type != null
                && (java.indexOf('#') < 0
                        || Stream.of(type.getMethods(), type.getFields())
                                .flatMap(Arrays::stream)
                                .anyMatch(member -> member.getName().equals(lastName())));
    }

    /** The value of the constant that the row names, as it goes over the wire. */
    String value() throws ReflectiveOperationException {
        Object value = type().getField(lastName()).get(null);
        return value instanceof SessionServerStatus status ? status.value() : value.toString();
    }

    private Class<?> type() {
        for (String name : PACKAGES) {
            try {
                return Class.forName(name + "." + className());
            } catch (ClassNotFoundException e) {
                // in another package
            }
        }
        return null;
    }
}
