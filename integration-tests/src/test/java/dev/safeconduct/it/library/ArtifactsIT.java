package dev.safeconduct.it.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is published, as a build sees it. */
class ArtifactsIT {

    private static final String VERSION = System.getProperty("it.version");

    private static final Path ROOT = Path.of(System.getProperty("it.root"));
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern OURS =
            Pattern.compile("<groupId>dev\\.safeconduct</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    @Test
    void bill_of_materials_names_every_published_artifact() throws IOException {
        String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
        String managed = bom.substring(bom.indexOf("<dependencyManagement>"));
        assertThat(all(OURS, managed)).containsExactlyInAnyOrderElementsOf(published());
    }

    @Test
    @Tag("full")
    void every_published_jar_has_its_sources_and_its_javadoc() throws IOException {
        for (String module : all(MODULE, Files.readString(ROOT.resolve("pom.xml")))) {
            Path target = ROOT.resolve(module).resolve("target");
            if (isPublished(module) && Files.isDirectory(target.resolve("classes"))) {
                try (Stream<Path> files = Files.list(target)) {
                    List<String> jars = files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".jar") && !name.startsWith("original"))
                            .filter(name -> !name.endsWith(VERSION + "-agent.jar")) // with all it needs, for the agent
                            .toList();
                    assertThat(jars)
                            .as(module)
                            .hasSize(3)
                            .anyMatch(name -> name.endsWith("-sources.jar"))
                            .anyMatch(name -> name.endsWith("-javadoc.jar"));
                }
            }
        }
    }

    /** What Maven Central asks for. Those with a parent have it from there. */
    @Test
    void every_published_pom_says_where_the_project_is() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        String forge = all(Pattern.compile("<project.forge>([^<]+)</project.forge>"), parent)
                .get(0);
        for (String pom : List.of(parent.replace("${project.forge}", forge), pom("bom"))) {
            assertThat(pom)
                    .contains("<url>" + forge + "</url>")
                    .contains("<connection>scm:git:" + forge + ".git</connection>")
                    .contains("<developer>");
        }
        assertThat(Files.readString(ROOT.resolve("RELEASING.md"))).contains("project.forge");
    }

    private static List<String> published() throws IOException {
        return all(MODULE, Files.readString(ROOT.resolve("pom.xml"))).stream()
                .filter(module -> !module.equals("bom") && isPublished(module))
                .map(module -> all(Pattern.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>"), pom(module))
                        .get(0))
                .toList();
    }

    private static boolean isPublished(String module) {
        return !pom(module).contains("<maven.deploy.skip>true</maven.deploy.skip>");
    }

    private static String pom(String module) {
        try {
            return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
