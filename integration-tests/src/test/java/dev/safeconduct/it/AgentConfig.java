package dev.safeconduct.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A properties file, to be given as the agent's argument. */
public final class AgentConfig {

    private AgentConfig() {}

    public static Path file(Map<String, String> settings) {
        return file(List.of(settings));
    }

    public static Path file(Map<String, String> settings, Map<String, String> more) {
        return file(List.of(settings, more));
    }

    public static Path file(List<Map<String, String>> settings) {
        Path file = TemporaryFolders.create("config").resolve("safeconduct.properties");
        String text = settings.stream()
                .flatMap(map -> map.entrySet().stream())
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
