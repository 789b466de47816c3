package dev.safeconduct.client.internal.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which grant is meant is asked by nobody but the grant's own class, in no module. */
class GrantNamesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The flow of the client and the grant as data, which has the name as {@code TYPE}. */
    private static final List<String> OWN = List.of("/client/internal/grant/", "Grant.java");

    @Test
    void no_other_class_names_a_grant() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String path = ROOT.relativize(source).toString().replace('\\', '/');
            if (OWN.stream().noneMatch(path::contains)) {
                String code = withoutComments(Files.readString(source));
                for (GrantFlow flow : flows()) {
                    if (code.contains('"' + flow.name() + '"') || code.contains("Grant.TYPE")) {
                        found.add(path + " names " + flow.name());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void names_are_found_in_the_classes_that_own_them() throws IOException {
        assertThat(sources().stream().filter(source -> source.toString().contains("grant")))
                .isNotEmpty();
    }

    private static List<GrantFlow> flows() {
        return GrantFlows.ALL.all().stream().map(GrantFlows::of).toList();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.walk(ROOT)) {
            return modules.filter(path -> path.toString().endsWith(".java")
                            && path.toString().replace('\\', '/').contains("/src/main/java/")
                            && !path.toString().contains("testkit"))
                    .toList();
        }
    }

    private static String withoutComments(String source) {
        return source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
    }
}
