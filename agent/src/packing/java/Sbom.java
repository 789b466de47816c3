import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the bill of materials of the agent's jar (CycloneDX 1.6): the libraries that are packed, and nothing that differs
 * from build to build. Not made by cyclonedx-maven-plugin, which Maven skips where it is offline: then the jar of an
 * offline build would be another one.
 *
 * <p>Arguments: the output of {@code dependency:list}, the licenses (SPDX) by {@code group:artifact}, the version of the
 * agent, the file to write.
 */
final class Sbom {

    private static final Pattern LIBRARY = Pattern.compile("\\s*([^:]+):([^:]+):jar:([^:]+):[a-z]+:(.*?\\.jar)\\b.*");

    private record Library(String group, String name, String version, String license, Path jar) {

        static Library read(MatchResult line, Properties licenses) {
            String id = line.group(1) + ":" + line.group(2);
            String license = licenses.getProperty(id);
            if (license == null) {
                throw new IllegalStateException(id + " is packed: add it to licenses.properties and to NOTICE.");
            }
            return new Library(line.group(1), line.group(2), line.group(3), license, Path.of(line.group(4)));
        }

        String purl() {
            return "pkg:maven/" + group + "/" + name + "@" + version + "?type=jar";
        }

        String json() {
            return """
                    {
                      "type": "library",
                      "bom-ref": "%s",
                      "group": "%s",
                      "name": "%s",
                      "version": "%s",
                      "hashes": [{"alg": "SHA-256", "content": "%s"}],
                      "licenses": [%s],
                      "purl": "%s"
                    }"""
                    .formatted(purl(), group, name, version, sha256(jar), licenseJson(), purl());
        }

        /** CycloneDX takes either an SPDX id or an expression of several. */
        private String licenseJson() {
            return (license.contains(" ") ? "{\"expression\": \"%s\"}" : "{\"license\": {\"id\": \"%s\"}}")
                    .formatted(license);
        }
    }

    private Sbom() {}

    public static void main(String[] arguments) throws IOException {
        Properties licenses = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
            licenses.load(in);
        }
        List<Library> libraries = Files.readAllLines(Path.of(arguments[0])).stream()
                .map(LIBRARY::matcher)
                .filter(Matcher::matches)
                .map(line -> Library.read(line.toMatchResult(), licenses))
                .sorted((one, other) -> one.purl().compareTo(other.purl()))
                .toList();
        Files.writeString(Path.of(arguments[3]), document(arguments[2], libraries));
    }

    private static String document(String version, List<Library> libraries) {
        String agent = "pkg:maven/dev.safeconduct/safeconduct-agent@" + version + "?type=jar";
        return """
                {
                  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "version": 1,
                  "metadata": {
                    "component": {
                      "type": "application",
                      "bom-ref": "%1$s",
                      "group": "dev.safeconduct",
                      "name": "safeconduct-agent",
                      "version": "%2$s",
                      "licenses": [{"license": {"id": "Apache-2.0"}}],
                      "purl": "%1$s"
                    }
                  },
                  "components": [
                %3$s
                  ],
                  "dependencies": [{"ref": "%1$s", "dependsOn": [%4$s]}]
                }
                """
                .formatted(
                        agent,
                        version,
                        libraries.stream()
                                .map(library -> library.json().indent(4).stripTrailing())
                                .collect(Collectors.joining(",\n")),
                        libraries.stream()
                                .map(library -> '"' + library.purl() + '"')
                                .collect(Collectors.joining(", ")));
    }

    private static String sha256(Path jar) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(jar + " cannot be read", e);
        }
    }
}
