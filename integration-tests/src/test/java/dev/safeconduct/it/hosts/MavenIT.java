package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.StoredLogins;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Maven as it is, with a repository of the company that demands a bearer token. The project's parent is there, and an
 * extension with libraries, which Maven fetches many at once; no plugin takes part.
 */
@Tag("full")
class MavenIT {
    private static final int LIBRARIES = 8;

    private final MavenRepository repository = new MavenRepository();

    /** Another repository, which is asked first and has nothing. */
    private final RecordingSink other = RecordingSink.start().answer(Reply.status(404));

    private Path project;

    static Stream<Arguments> everyMavenOnEveryJdk() {
        return Arrays.stream(Jdk.values())
                .flatMap(jdk -> Arrays.stream(Maven.values()).map(maven -> Arguments.of(maven, jdk)));
    }

    @BeforeEach
    void fill() throws IOException {
        repository.pom("parent", "pom", "");
        StringBuilder libraries = new StringBuilder();
        for (int i = 0; i < LIBRARIES; i++) {
            repository.jar("library-" + i, "");
            libraries.append("<dependency>").append(coordinates("library-" + i)).append("</dependency>");
        }
        repository.jar("extension", "<dependencies>" + libraries + "</dependencies>");
        project = TemporaryFolders.create("maven-project");
        // Here the project begins; else Maven looks for its root further up.
        Files.createDirectory(project.resolve(".mvn"));
        Files.writeString(
                project.resolve("pom.xml"),
                "<project><modelVersion>4.0.0</modelVersion><parent>" + coordinates("parent")
                        + "<relativePath/></parent><artifactId>app</artifactId><packaging>pom</packaging>"
                        + "<build><extensions><extension>" + coordinates("extension")
                        + "</extension></extensions></build></project>");
        String place = "<id>other</id><url>" + other.origin() + "/mcp</url>";
        Files.writeString(
                project.resolve("settings.xml"),
                "<settings><mirrors><mirror><id>company</id><mirrorOf>central</mirrorOf><url>" + repository.url()
                        + "</url></mirror></mirrors><profiles><profile><id>other</id><repositories><repository>" + place
                        + "</repository></repositories><pluginRepositories><pluginRepository>" + place
                        + "</pluginRepository></pluginRepositories></profile></profiles>"
                        + "<activeProfiles><activeProfile>other</activeProfile></activeProfiles></settings>");
    }

    private static String coordinates(String artifact) {
        return "<groupId>company</groupId><artifactId>" + artifact + "</artifactId><version>1</version>";
    }

    @AfterEach
    void end() {
        repository.close();
        other.close();
    }

    @ParameterizedTest
    @MethodSource("everyMavenOnEveryJdk")
    void without_the_agent_it_is_refused(Maven maven, Jdk jdk) {
        HostJvm.Ended ended = new Run().validate(maven, jdk, "");
        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.out()).anyMatch(line -> line.matches("\\[(ERROR|FATAL)] .*company.*\\b401\\b.*"));
    }

    @ParameterizedTest
    @MethodSource("everyMavenOnEveryJdk")
    void resolves_with_the_agent(Maven maven, Jdk jdk) throws IOException, InterruptedException {
        Run run = new Run();
        StoredLogins.expired(run.home, repository.issuer, repository.url());
        repository.resource.forgetRequests();
        HostJvm.Ended ended = run.validate(maven, jdk, agent());

        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(run.files()).containsExactlyElementsOf(repository.paths());
        assertThat(repository.issuer.refreshCount())
                .as("once for the login that was over, once for all that are fetched at the same time")
                .isEqualTo(2);
        assertThat(repository.resource.answersWith(401)).isGreaterThanOrEqualTo(MavenRepository.JARS_AT_ONCE);
        List<RecordedRequest> requests = repository.resource.requests().stream()
                .filter(request -> request.path().startsWith("/releases/"))
                .toList();
        assertThat(requests).allSatisfy(request -> {
            assertThat(Api.authorization(request)).startsWith("Bearer at-");
            assertThat(request.head()).matches(maven.head());
        });
        assertThat(requests.stream().map(Api::authorization).distinct())
                .as("the new tokens and no other")
                .hasSize(2);
        assertThat(other.requests()).hasSizeGreaterThan(LIBRARIES);
        assertThat(other.sawAnywhere("Authorization")).isFalse();

        repository.open();
        HostJvm.Ended open = new Run().validate(maven, jdk, "");
        assertThat(comparable(ended.out()))
                .containsExactlyInAnyOrderElementsOf(comparable(open.out()))
                .contains("[INFO] BUILD SUCCESS");
        assertThat(ended.err()).isEqualTo(open.err());
    }

    /** Maven 4 puts what is written to the standard error into its own log. */
    @ParameterizedTest
    @EnumSource
    void without_a_login_one_line_says_what_to_do(Maven maven) {
        HostJvm.Ended ended = new Run().validate(maven, Jdk.JDK_17, agent());
        assertThat(ended.exitCode()).isNotZero();
        assertThat(Stream.of(ended.out(), ended.err()).flatMap(List::stream))
                .filteredOn(line -> line.contains("safeconduct: "))
                .singleElement()
                .asString()
                .contains("login " + repository.url());
    }

    private String agent() {
        return "-javaagent:" + HostProgram.agentJar() + "=" + repository.url();
    }

    /** Without the times. */
    private static List<String> comparable(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.matches("\\[INFO] (Total time|Finished at):.*"))
                .map(line -> line.replaceFirst(" at [\\d.]+ .?B/s\\)$", ")"))
                .toList();
    }

    /** With a home and a local repository of its own, both empty. */
    private final class Run {
        private final Path home = TemporaryFolders.create("home");
        private final Path local = TemporaryFolders.create("local-repository");

        HostJvm.Ended validate(Maven maven, Jdk jdk, String jvmOptions) {
            return maven.run(
                    jdk,
                    project,
                    home,
                    jvmOptions,
                    "--settings",
                    "settings.xml",
                    "-Dmaven.repo.local=" + local,
                    "validate");
        }

        /** The artifacts that it has fetched, as paths below the local repository. */
        Set<String> files() throws IOException {
            try (Stream<Path> files = Files.walk(local)) {
                return files.map(file -> "/" + local.relativize(file))
                        .filter(path -> path.matches(".*\\.(jar|pom)"))
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        }
    }
}
