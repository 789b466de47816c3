package dev.safeconduct.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A jar with a store that the agent is given, of the example that the documentation shows. */
@Tag("full")
class ExtensionIT {

    private final Path directory = TemporaryFolders.create("extension");
    private final Api api = Api.start();

    @AfterEach
    void close() {
        api.close();
    }

    private Path exampleJar() {
        return ExampleStore.jar(directory);
    }

    private HostJvm.Ended call(Jdk jdk, Map<String, String> more) {
        return HostProgram.of(jdk, "Calls", api.url("/x"), "2")
                .agent(AgentConfig.file(api.settings("api"), more))
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .run();
    }

    private static Map<String, String> settings(Path jar) {
        Map<String, String> settings = new HashMap<>();
        settings.put("safeconduct.store", "example");
        settings.put("safeconduct.agent.extensions", jar.toString());
        settings.put("safeconduct.agent.log", "info");
        return settings;
    }

    @ParameterizedTest
    @EnumSource(Jdk.class)
    void a_store_in_a_jar_serves_a_program_that_knows_nothing_of_it(Jdk jdk) throws Exception {
        Path jar = exampleJar();
        HostJvm.Ended ended = call(jdk, settings(jar));
        assertThat(ended.out()).as(String.join("\n", ended.err())).containsExactly("host: 200", "host: 200");
        assertThat(ended.err()).anyMatch(line -> line.contains("Extension " + jar + ", SHA-256 "));
    }

    @Test
    void t91_a_jar_that_others_can_write_is_not_run() throws Exception {
        Path jar = exampleJar();
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));
        assertNotRun(settings(jar), "other users can change " + jar);
    }

    @Test
    void t91_nor_one_in_a_directory_that_others_can_write_nor_one_by_a_link_to_such() throws Exception {
        Path jar = exampleJar();
        Path open = Files.createDirectory(directory.resolve("open"));
        Path moved = Files.move(jar, open.resolve("moved.jar"));
        Path link = Files.createSymbolicLink(directory.resolve("link.jar"), moved);
        Files.setPosixFilePermissions(open, Set.copyOf(PosixFilePermissions.fromString("rwxrwx---")));
        assertNotRun(settings(moved), "other users can change " + open);
        assertNotRun(settings(link), "other users can change " + open);
    }

    @Test
    void a_jar_that_is_missing_or_damaged_is_one_line() throws Exception {
        Path damaged = Files.writeString(directory.resolve("damaged.jar"), "no jar");
        for (Path jar : List.of(directory.resolve("missing.jar"), damaged)) {
            assertNotRun(settings(jar), "safeconduct.agent.extensions names " + jar);
        }
    }

    /** A program that logs in by a browser: it needs the store, the discovery and the opener. */
    @ParameterizedTest
    @ValueSource(strings = {"Store", "Unmade", "Later"})
    void providers_that_throw_leave_the_programs_requests_as_they_are(String store) {
        Path jar = ExampleStore.jar(
                directory,
                Path.of(System.getProperty("it.root"), "integration-tests/src/hosts/extension/Throwing.java"),
                Map.of(
                        "TokenStoreProvider", store,
                        "BrowserOpenerProvider", "Opener",
                        "MetadataDiscoveryProvider", "Discovery"));
        for (String part : List.of("store", "browser", "discovery")) {
            Map<String, String> settings = new HashMap<>();
            settings.put("safeconduct.agent.extensions", jar.toString());
            settings.put("safeconduct." + part, "throwing");
            settings.put("safeconduct.login", "auto");
            settings.put("safeconduct.login.wait", "2s");
            settings.put("safeconduct.server.api.url", api.resource.resource());
            api.forgetRequests();
            HostJvm.Ended ended = HostProgram.of(Jdk.JDK_17, "Calls", api.url("/x"), "2")
                    .agent(AgentConfig.file(settings))
                    .run();
            String all = part + "\n" + String.join("\n", ended.err());
            assertThat(ended.out()).as(all).containsExactly("host: 401", "host: 401");
            assertThat(api.authorizations("/x")).as(all).containsOnly("");
            assertThat(ended.err().stream().filter(line -> line.contains("internal error")))
                    .as(all)
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("(java.lang.IllegalStateException)"));
            // Besides, the second request and the end of the program may say what has become of the login.
            assertThat(ended.err().stream().filter(line -> !line.contains("internal error")))
                    .as(all)
                    .allMatch(line -> line.contains("Log in with: ") || line.contains("log in again"));
            assertThat(all).doesNotContain("made-by-the-test");
        }
    }

    private void assertNotRun(Map<String, String> settings, String why) {
        HostJvm.Ended ended = call(Jdk.JDK_17, settings);
        assertThat(ended.out()).containsExactly("host: 401", "host: 401");
        assertThat(ended.err().stream().filter(line -> line.contains(why)))
                .as(String.join("\n", ended.err()))
                .hasSize(1)
                .noneMatch(line -> line.contains("ConfigException"));
        assertThat(ended.err()).noneMatch(line -> line.contains("ExampleTokenStore"));
    }
}
