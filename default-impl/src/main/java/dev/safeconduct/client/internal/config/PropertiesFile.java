package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a properties file with the number of the line that each value is on. The lines are put together here, what is
 * in one is read by {@link Properties}, so that the syntax is exactly Java's.
 */
final class PropertiesFile {

    private static final int MAX_SIZE = 1024 * 1024;

    private final Path file;
    private final List<ConfigProblem> problems;
    private final Map<String, RawSetting> settings = new LinkedHashMap<>();

    private PropertiesFile(Path file, List<ConfigProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The settings of a file in its order; what is wrong with the file itself is added to {@code problems}. */
    static List<RawSetting> read(Path file, List<ConfigProblem> problems) {
        PropertiesFile reader = new PropertiesFile(file, problems);
        try {
            reader.lines(reader.text());
        } catch (CharacterCodingException e) {
            reader.problem("", "is not UTF-8: save it as UTF-8");
        } catch (IOException | SecurityException e) {
            reader.problem(
                    "", "cannot be read, is not a file, or is larger than 1 MiB: correct its path or its permissions");
        }
        return new ArrayList<>(reader.settings.values());
    }

    private String text() throws IOException {
        byte[] bytes = BoundedFile.read(file, MAX_SIZE);
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        // Windows editors begin a file with a byte order mark, which would become part of the first key.
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private void lines(String text) throws IOException {
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int number = i + 1;
            if (isComment(lines[i])) {
                continue;
            }
            StringBuilder line = new StringBuilder(lines[i]);
            while (goesOn(lines[i]) && i + 1 < lines.length) {
                line.append('\n').append(lines[++i]);
            }
            entry(line.toString(), number);
        }
    }

    private void entry(String line, int number) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(line));
        } catch (IllegalArgumentException e) {
            problem(" line " + number, "has a malformed \\u escape: write \\\\ for a backslash");
            return;
        }
        for (String key : properties.stringPropertyNames()) {
            String origin = "file " + file + " line " + number;
            RawSetting setting = new RawSetting(key, properties.getProperty(key), RawSetting.From.FILE, origin, file);
            // As in java.util.Properties the last one counts.
            RawSetting earlier = settings.put(key, setting);
            if (earlier != null && ConfigKeys.find(key) != null) {
                problems.add(setting.warning(key + " is set twice in this file; the later line counts"));
            }
        }
    }

    private void problem(String line, String message) {
        String origin = "file " + file + line;
        problems.add(new ConfigProblem(
                "configuration file", origin, "the configuration file " + message, ConfigProblem.Scope.GLOBAL, null));
    }

    private static boolean isComment(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
    }

    private static boolean goesOn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
