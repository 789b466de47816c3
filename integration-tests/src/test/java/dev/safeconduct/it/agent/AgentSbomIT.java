package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.PackedAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials (CycloneDX) in the agent's jar and beside it. */
class AgentSbomIT {

    /** By library: the package of its classes, and the property of the parent POM that says its version. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "ch.qos.logback:logback-classic", List.of("ch/qos/logback/classic/", "logback.version"),
            "ch.qos.logback:logback-core", List.of("ch/qos/logback/core/", "logback.version"),
            "com.auth0:java-jwt", List.of("com/auth0/jwt/", "java-jwt.version"),
            "com.fasterxml.jackson.core:jackson-annotations",
                    List.of("com/fasterxml/jackson/annotation/", "jackson.version"),
            "com.fasterxml.jackson.core:jackson-core", List.of("com/fasterxml/jackson/core/", "jackson.version"),
            "com.fasterxml.jackson.core:jackson-databind",
                    List.of("com/fasterxml/jackson/databind/", "jackson.version"),
            "info.picocli:picocli", List.of("picocli/", "picocli.version"),
            "net.bytebuddy:byte-buddy", List.of("dev/safeconduct/agent/isolated/bytebuddy/", "byte-buddy.version"),
            "org.slf4j:slf4j-api", List.of("org/slf4j/", "slf4j.version"));

    private static List<String> classes = List.of();
    private static String text = "";
    private static JsonNode sbom;

    @BeforeAll
    static void read() throws IOException {
        try (JarFile jar = new JarFile(HostProgram.agentJar().toFile())) {
            classes = PackedAgent.files().keySet().stream()
                    .filter(name -> name.startsWith(PackedAgent.ISOLATED) && name.endsWith(".classdata"))
                    .map(name -> name.substring(PackedAgent.ISOLATED.length()))
                    .toList();
            String location = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
            try (var in = jar.getInputStream(jar.getJarEntry(location))) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        sbom = new ObjectMapper().readTree(text);
    }

    @Test
    void it_lists_exactly_the_libraries_that_are_packed() {
        List<String> packages = components().stream()
                .map(component -> LIBRARIES.get(id(component)).get(0))
                .toList();
        assertThat(components()).extracting(AgentSbomIT::id).containsExactlyInAnyOrderElementsOf(LIBRARIES.keySet());
        assertThat(packages).allMatch(name -> classes.stream().anyMatch(file -> file.startsWith(name)));
        assertThat(classes.stream()
                        .filter(file -> packages.stream().noneMatch(file::startsWith))
                        .filter(file -> !file.matches("(dev/safeconduct|adapters/dev/safeconduct|java/lang)/.*")))
                .isEmpty();
    }

    @Test
    void each_library_has_its_version_license_and_hash() throws IOException {
        String pom = Files.readString(Path.of(System.getProperty("it.root"), "pom.xml"));
        for (JsonNode component : components()) {
            String property = LIBRARIES.get(id(component)).get(1);
            String version = component.path("version").asText();
            // jackson-annotations is 2.23 where the others are 2.23.0.
            assertThat(pom).containsPattern("<" + property + ">" + version + "(\\.0)?</");
            assertThat(component.path("purl").asText())
                    .isEqualTo("pkg:maven/" + id(component).replace(':', '/') + "@" + version + "?type=jar");
            assertThat(component.path("licenses")).hasSize(1);
            assertThat(component.at("/hashes/0/content").asText()).hasSize(64);
        }
    }

    @Test
    void it_is_of_this_jar_and_the_same_in_every_build() {
        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom.at("/metadata/component/version").asText()).isEqualTo(System.getProperty("it.version"));
        assertThat(text).doesNotContain("timestamp", "serialNumber", System.getProperty("user.home"));
    }

    @Test
    void the_one_beside_the_jar_is_the_same() {
        assertThat(HostProgram.agentJar().resolveSibling("safeconduct-agent-cyclonedx.json"))
                .hasContent(text);
    }

    private static List<JsonNode> components() {
        return StreamSupport.stream(sbom.path("components").spliterator(), false)
                .toList();
    }

    private static String id(JsonNode component) {
        return component.path("group").asText() + ":" + component.path("name").asText();
    }
}
