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

    /** Of other things, too: form parameters and providers. */
    private static final List<String> WORDS = List.of("token", "command");

    @Test
    void no_other_class_names_a_grant() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String path = ROOT.relativize(source).toString().replace('\\', '/');
            if (OWN.stream().noneMatch(path::contains)) {
                namedIn(Files.readString(source)).forEach(name -> found.add(path + " names " + name));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void a_name_is_found_where_it_stands() throws IOException {
        assertThat(namedIn(
                        Files.readString(ROOT.resolve("default-impl/src/main/java/dev/safeconduct/client/internal/grant"
                                + "/IdTokenForwardingFlow.java"))))
                .contains("id_token_forwarding");
        assertThat(namedIn("boolean isService = grant.equals(ClientCredentialsGrant.TYPE);"))
                .isNotEmpty();
        assertThat(namedIn("/** As {@code client_credentials}. */ // \"client_credentials\""))
                .isEmpty();
    }

    private static List<String> namedIn(String source) {
        String code = withoutComments(source);
        List<String> found = new ArrayList<>();
        for (String name : names()) {
            if (code.contains('"' + name + '"')) {
                found.add(name);
            }
        }
        if (code.contains("Grant.TYPE")) {
            found.add("Grant.TYPE");
        }
        return found;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(GrantFlows.ALL.later());
        GrantFlows.ALL.all().forEach(grant -> names.add(grant.name()));
        names.removeAll(WORDS);
        return names;
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
