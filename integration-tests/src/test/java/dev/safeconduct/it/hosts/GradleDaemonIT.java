package dev.safeconduct.it.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds of Gradle, in one daemon, with a Maven repository of the company that demands a bearer token. */
@Tag("full")
class GradleDaemonIT {

    private static final String BUILD =
            """
            repositories { maven { url project.property('repository') } }
            configurations { wanted }
            dependencies { wanted project.property('library') }
            task resolve {
                doLast {
                    println 'resolved ' + configurations.wanted.files*.name
                    println 'by ' + new File('/proc/self').canonicalFile.name
                }
            }
            """;

    @Test
    void a_second_build_in_the_same_daemon_resolves_after_a_revocation() throws IOException {
        Path project = TemporaryFolders.create("gradle-project");
        Files.writeString(project.resolve("build.gradle"), BUILD);
        Files.createFile(project.resolve("settings.gradle"));
        try (Api api = Api.start()) {
            String agent = "-javaagent:" + HostProgram.agentJar() + "=" + AgentConfig.file(api.settings("api"));
            for (String library : List.of("first", "second")) {
                serve(api, library);
            }
            try (GradleDaemon daemon = new GradleDaemon(project, agent, Map.of(Api.SECRET_VARIABLE, Api.SECRET))) {
                String first = resolve(daemon, api, "first");
                assertThat(api.tokenRequests()).isOne();
                api.issuer.endAccessTokens();
                assertThat(resolve(daemon, api, "second")).as("the same daemon").isEqualTo(first);
                assertThat(api.tokenRequests()).isEqualTo(2);
                assertThat(api.resource.answersWith(401))
                        .as("that of the revoked token")
                        .isEqualTo(1);
                assertThat(daemon.log()).contains("BUILD SUCCESSFUL").doesNotContain("safeconduct: ");
            }
        }
    }

    /** Resolves a library, and returns which process did. */
    private static String resolve(GradleDaemon daemon, Api api, String library) {
        HostJvm.Ended ended = daemon.build(
                "-Prepository=" + api.resource.resource(), "-Plibrary=company:" + library + ":1", "resolve");
        assertThat(ended.exitCode()).as(ended.toString()).isZero();
        assertThat(ended.out()).contains("resolved [" + library + "-1.jar]");
        assertThat(ended.toString()).doesNotContainIgnoringCase("safeconduct: ");
        return ended.out().stream()
                .filter(line -> line.startsWith("by "))
                .findFirst()
                .orElseThrow();
    }

    private static void serve(Api api, String library) {
        String path = "/mcp/company/" + library + "/1/" + library + "-1.";
        api.resource.on(
                path + "pom",
                request -> api.isAuthorized(request)
                        ? Reply.text(
                                200,
                                "application/xml",
                                "<project><modelVersion>4.0.0</modelVersion><groupId>company</groupId><artifactId>"
                                        + library + "</artifactId><version>1</version></project>")
                        : null);
        api.resource.on(
                path + "jar",
                request -> api.isAuthorized(request)
                        ? Reply.text(200, "application/java-archive", "PK\5\6" + "\0".repeat(18))
                        : null);
    }
}
